/** What is said of an incident: from which evidence, how surely, and whether it was right. */
import { endpoints as modelEndpoints } from './model/routes.ts'
import { endpoints as ownEndpoints } from './routes.ts'

export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { jobs, subscriptions } from './jobs.ts'
/** For drafts of what the public is told. */
export { listIncidentAnalyses } from './get-analysis.ts'
export const endpoints = [...ownEndpoints, ...modelEndpoints]
