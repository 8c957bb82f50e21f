/** The only place that knows the web framework. Modules declare endpoints and routes as data. */
export { endpoint, personEndpoint, publicEndpoint, pageOf, type Endpoint, type PublicRequest } from './endpoint.ts'
export { html, json, plainJson, redirect, type PlainAnswer, type RawRequest, type Route } from './route.ts'
export { createApp, type Authenticate, type App, type OnAnswered } from './app.ts'
export { directAnswers, type Direct } from './direct.ts'
export { listen, type Listener } from './listen.ts'
export { openApiDocument } from './openapi.ts'
export { decodeCursor, encodeCursor } from './cursor.ts'
export { cookieHeader, cookieName, cookieNames, isHttps, readCookie } from './cookies.ts'
export { csrfHeader, csrfValue, refuseForgery } from './csrf.ts'
export { problem, type Failure } from './problem.ts'
export { guardCardText } from './card-data-guard.ts'
export { assets } from './assets.ts'
export { openRequestLog, requestLogFields, type LoggedRequest, type RequestLog } from './request-log.ts'
export { id, shortText, longText, timestamp, slug, emailAddress, pageQuery, type PageQuery } from './schemas.ts'
export {
  analyticsKept,
  analyticsSources,
  contentSecurityPolicy,
  cookiesOf,
  googleProperty,
  surfaceIds,
  surfaceOf,
  surfaces,
  type SurfaceId,
} from './surfaces.ts'
