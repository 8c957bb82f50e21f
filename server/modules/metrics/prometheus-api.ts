/** For modules that add to the Prometheus API: its way in, its parameters and the form of its answers. */
export { answerJson, succeeded } from './api/answers.ts'
export { readSelectors } from './api/catalogue.ts'
export { invalidParameter, type Parameters } from './api/parameters.ts'
export { createPrometheusRoute } from './api/routes.ts'
