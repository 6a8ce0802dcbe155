// Comments below the form.

import { h, newId } from '../dom.js';
import { icon } from '../icons.js';
import { moment, text } from '../texts.js';

export function makeComments(form, signal) {
  const { comments } = form.model;
  const inputId = newId('comment');
  const element = h(
    'section',
    { class: 'side', id: 'CommentsPanel', 'aria-label': text('comments') },
    h(
      'h2',
      { class: 'side__name' },
      icon('comment'),
      text('comments'),
      h('span', { class: 'count' }, String(comments.length)),
    ),
    form.isEditing
      ? h(
          'div',
          { class: 'comments__new' },
          h('label', { for: inputId, class: 'field__label' }, text('newComment')),
          h('textarea', {
            id: inputId,
            class: 'input',
            rows: '2',
            value: form.comment,
            oninput: (event) => form.setComment(event.target.value),
          }),
        )
      : null,
    comments.length > 0
      ? h('ul', { class: 'comments' }, [...comments].reverse().map(drawComment))
      : h('p', { class: 'quiet' }, text('noComments')),
  );
  const showState = () => (element.hidden = form.hidden.has(COMMENTS));
  form.on('visibility', showState, signal);
  showState();
  return element;
}

/** What `HideComment()` hides: no control of the form has this id. */
export const COMMENTS = -1;

function drawComment({ author, text: said, at }) {
  return h(
    'li',
    { class: 'comment' },
    h('p', { class: 'comment__who' }, h('strong', {}, author), h('time', { datetime: at }, moment(at))),
    h('p', { class: 'comment__text', dir: 'auto' }, said),
  );
}
