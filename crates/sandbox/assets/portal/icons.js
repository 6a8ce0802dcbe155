// The few icons that the portal shows, drawn here so that nothing is loaded from elsewhere.

const PATHS = {
  home: 'M3 9.5 10 3l7 6.5V17h-5v-5H8v5H3z',
  tasks: 'M3 5.5l1.5 1.5L7 4.5M3 11l1.5 1.5L7 10M9.5 6H17M9.5 11.5H17M3.5 16h3M9.5 16H17',
  add: 'M10 4v12M4 10h12',
  edit: 'M12.5 4.5l3 3L7 16l-4 1 1-4zM11 6l3 3',
  save: 'M4 4h9l3 3v9H4zM7 4v4h5V4M7 16v-4h6v4',
  reload: 'M16 10a6 6 0 1 1-2-4.5M16 3v4h-4',
  cancel: 'M5 5l10 10M15 5L5 15',
  delete: 'M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11M8.5 9v5M11.5 9v5',
  admin: 'M10 3l6 2v5c0 4-3 6-6 7-3-1-6-3-6-7V5zM7.5 10l2 2 3.5-4',
  chevron: 'M6 8l4 4 4-4',
  next: 'M8 5l5 5-5 5',
  file: 'M5 3h7l3 3v11H5zM12 3v3h3',
  download: 'M10 3v9M6 9l4 4 4-4M4 16h12',
  upload: 'M10 13V4M6 7l4-4 4 4M4 16h12',
  lock: 'M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3',
  person: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 17c.5-4 3-5 6-5s5.5 1 6 5',
  moon: 'M15 12A6 6 0 0 1 8 4a6.5 6.5 0 1 0 7 8z',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.7l1.4-1.4M14.3 5.7l1.4-1.4',
  check: 'M4 10.5l4 4 8-9',
  comment: 'M3 4h14v10H9l-4 3v-3H3z',
  sidebar: 'M3 4h14v12H3zM12 4v12',
  list: 'M4 5h12M4 10h12M4 15h12',
};

/** An icon. It says nothing to screen readers: whatever it stands on has a name of its own. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [key, value] of Object.entries({
    viewBox: '0 0 20 20',
    width: 20,
    height: 20,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 1.4,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
    class: `icon icon-${name}`,
  }))
    svg.setAttribute(key, value);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
