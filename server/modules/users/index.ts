/** People who can sign in, their sessions, and on whose behalf a request comes. */
export { endpoints } from './routes.ts'
export { providerRoutes as routes } from './providers/routes.ts'
export { jobs } from './jobs.ts'
export { schedules } from './sweep.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { authenticate } from './authenticate.ts'
export { findOperatorWorkspace, listNames } from './repo.ts'
