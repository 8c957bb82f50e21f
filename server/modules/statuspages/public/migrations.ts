import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0193_status_page_changes',
    up: `
      -- Whether a page that is kept in memory is still the present one is asked by its time of change, for all at once.
      grant select (updated_at) on status_pages to watchword_platform;
    `,
  },
]
