/** People who can sign in, their sessions, and on whose behalf a request comes. */
export { endpoints } from './routes.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { authenticate } from './authenticate.ts'
export { listNames } from './repo.ts'
