/** Programs that check from inside of other networks. */
export { probeEndpoints } from './endpoints.ts'
export { probeRoutes } from './probe-routes.ts'
