import type { Migration } from '#platform/database'

export const migrations: Migration[] = []
