// Leads whoever is new through the demo: what to do next with the first contract, and whom to become for it.

import { h } from './dom.js';
import { formAddress, session } from './session.js';
import { text } from './texts.js';

/** The contract that the story is about: the first one, ready to be sent when the demo starts. */
const STORY = 1;

/** What comes next, as the contract stands now. */
export function nextStep(instances) {
  const contract = instances.find(({ id }) => id === STORY);
  const { who, todo } = contract ? stepOf(contract) : { who: owner(), todo: 'stepLook' };
  const isMe = who.login === session.sandbox.person;
  return h(
    'section',
    { class: 'next-step', 'aria-labelledby': 'next-step-heading' },
    h('h2', { id: 'next-step-heading' }, text('nextStep')),
    isMe && contract
      ? h('p', {}, h('a', { href: formAddress(STORY) }, text('openContract', contract.number)), ` ${text(todo)}`)
      : h('p', {}, h('a', { href: `/?${new URLSearchParams({ as: who.login })}` }, text('become', who.name)), ` ${text('becomeWhy')}`),
  );
}

/** Who looks after the process stands first. */
const owner = () => session.sandbox.people[0];

function stepOf({ status, waitsFor }) {
  const person = session.sandbox.people.find(({ login }) => waitsFor.includes(login));
  switch (status?.id) {
    case undefined:
      return { who: owner(), todo: 'stepSend' };
    case 'COMPLETED':
      return { who: owner(), todo: 'stepDone' };
    case 'PROCESSING':
      // Whoever's turn it is; until that is on the form, whoever looks after it sees.
      return person ? { who: person, todo: 'stepSign' } : { who: owner(), todo: 'stepLook' };
    default:
      return { who: owner(), todo: 'stepAgain' };
  }
}
