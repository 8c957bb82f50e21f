/** Who is told of what through which channel, and the record of each attempt. */
export { endpoints } from './routes.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { jobs } from './jobs.ts'
export { subscriptions } from './subscriptions.ts'
