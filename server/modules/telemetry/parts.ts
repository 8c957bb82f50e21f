import { attachments } from './attachments/part.ts'
import { feedback } from './feedback/part.ts'
import { groupingRules } from './grouping-rules/part.ts'
import { logTemplates } from './log-templates/part.ts'
import { logs } from './logs/part.ts'
import type { Part } from './part.ts'
import { quotas } from './quotas/part.ts'
import { releases } from './releases/part.ts'
import { scrubbing } from './scrubbing/part.ts'
import { search } from './search/part.ts'
import { sourceMaps } from './source-maps/part.ts'
import { traces } from './traces/part.ts'

const parts: Part[] = [
  quotas,
  scrubbing,
  sourceMaps,
  groupingRules,
  logTemplates,
  logs,
  traces,
  releases,
  attachments,
  feedback,
  search,
]

export const partEndpoints = parts.flatMap(({ endpoints = [] }) => endpoints)
export const partRoutes = parts.flatMap(({ routes = [] }) => routes)
export const partJobs = parts.flatMap(({ jobs = [] }) => jobs)
export const partSchedules = parts.flatMap(({ schedules = [] }) => schedules)
export const partMigrations = parts.flatMap(({ migrations = [] }) => migrations)
export const partColumnMigrations = parts.flatMap(({ columnMigrations = [] }) => columnMigrations)
export const partInventory = parts.flatMap(({ inventory = [] }) => inventory)
