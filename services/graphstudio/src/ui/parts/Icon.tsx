const PATHS = {
  arrange: 'M2.5 3h4v3h-4zM9.5 10h4v3h-4zM9.5 3h4v3h-4zM6.5 4.5h3M6.5 4.5c2 0 1 7 3 7',
  add: 'M8 3v10M3 8h10',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  close: 'm4 4 8 8m0-8-8 8',
  zoomIn: 'M7 3.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6Zm2.8 6.6L13 13M7 5.4v3.2M5.4 7h3.2',
  zoomOut: 'M7 3.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6Zm2.8 6.6L13 13M5.4 7h3.2',
  fit: 'M3 6V3h3m4 0h3v3m0 4v3h-3m-4 0H3v-3',
  copy: 'M5.5 5.5h7.5v7.5H5.5zM3 10.5V3h7.5',
  down: 'm4 6.5 4 4 4-4',
  edit: 'm3 13 .6-2.8 7-7 2.2 2.2-7 7L3 13Z',
  link: 'M3.5 12.5 12.5 3.5M7 3.5h5.5V9',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  outline: 'M3 4h10M6 8h7M6 12h7M3 8h.01M3 12h.01',
  redo: 'M10 3.5 13 6.5l-3 3M13 6.5H6.5a3.5 3.5 0 0 0 0 7H9',
  search: 'M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8Zm3 7 3.2 3.2',
  send: 'M8 13V3m0 0L4 7m4-4 4 4',
  trash: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5',
  up: 'm4 9.5 4-4 4 4',
  undo: 'M6 3.5 3 6.5l3 3M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7',
} as const

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg className={`icon is-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}

export function Mark() {
  return (
    <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" />
      <path d="M10 22V10l12 12V10" />
      <circle cx="10" cy="22" r="2.6" />
      <circle cx="22" cy="10" r="2.6" />
    </svg>
  )
}
