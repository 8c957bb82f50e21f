/** Status pages: what the public is told, and who asked to be told. */
export { endpoints } from './routes.ts'
export { routes } from './public/routes.ts'
export { jobs } from './jobs.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
