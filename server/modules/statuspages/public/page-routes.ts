/** The public pages for people: the page, its reports, and the forms around subscribing. */
import { systemContext } from '#platform/context'
import { notFound } from '#platform/errors'
import { guardCardText, type RawRequest, type Route } from '#platform/http'
import { confirmSubscription } from '../confirm-subscription.ts'
import { loadReportSnapshot } from '../load-snapshot.ts'
import { requestSubscription } from '../request-subscription.ts'
import { unsubscribe } from '../unsubscribe.ts'
import {
  answerErrorAsPage,
  cacheable,
  getShown,
  isInvalid,
  pageHeaders,
  placeOf,
  privatePage,
  rendered,
} from './answers.ts'
import * as forms from './forms-html.ts'
import { pageHtml } from './page-html.ts'
import { reportHtml } from './report-html.ts'

type PublicRoute = Pick<Route, 'name' | 'methods' | 'path' | 'handle' | 'answerError'>

const formLimitBytes = 4_096
const read = ['GET', 'HEAD'] as const

/** Paths are relative to the page's own root. */
export const pageRoutes: PublicRoute[] = [
  page('statusPage', read, '/', async (services, request) => {
    const place = placeOf(services, request)
    const { snapshot, stale } = await getShown(services, place)
    const made = rendered(snapshot, `page ${place.base} ${stale}`, () =>
      pageHtml(snapshot, { base: place.base, stale }),
    )
    return cacheable(request, made, pageHeaders)
  }),
  page('statusPageReport', read, '/reports/{reportId}', async (services, request) => {
    const place = placeOf(services, request)
    const { snapshot, stale, workspaceId } = await getShown(services, place)
    const reportId = request.params['reportId'] ?? ''
    const known = snapshot.reports.some((report) => report.id === reportId)
    const ctx = systemContext(services, workspaceId, request.requestId)
    const from = known ? snapshot : await loadReportSnapshot(ctx, snapshot.page.id, reportId)
    const report = from?.reports.find((each) => each.id === reportId)
    if (!from || !report) throw notFound('report')
    const made = rendered(from, `report ${reportId} ${place.base} ${stale}`, () =>
      reportHtml(from, report, { base: place.base, stale }),
    )
    return cacheable(request, made, pageHeaders)
  }),
  page('subscribeToStatusPage', ['POST'], '/subscribers', async (services, request) => {
    const place = placeOf(services, request)
    const { snapshot, stale, workspaceId } = await getShown(services, place)
    const address = guardCardText(services, 'address', await formField(request, 'address'))
    const { remoteAddress, requestId } = request
    try {
      await requestSubscription(services, { workspaceId, pageId: snapshot.page.id, address, remoteAddress, requestId })
    } catch (error) {
      if (!isInvalid(error)) throw error
      const form = { error: 'This is not a valid e-mail address.', address }
      return privatePage(pageHtml(snapshot, { base: place.base, stale, form }), error.status)
    }
    return privatePage(forms.askedHtml(place.base))
  }),
  page('confirmSubscription', ['GET', 'HEAD', 'POST'], '/confirm/{secret}', async (services, request) => {
    const { base } = placeOf(services, request)
    // Mail scanners open every link: looking changes nothing, and tells nothing.
    if (request.method !== 'POST') return privatePage(forms.confirmHtml(base))
    const confirmed = await confirmSubscription(services, request.params['secret'] ?? '', request.requestId)
    return confirmed ? privatePage(forms.confirmedHtml(base)) : privatePage(forms.notConfirmedHtml(base), 404)
  }),
  page('unsubscribeFromStatusPage', ['GET', 'HEAD', 'POST'], '/unsubscribe/{secret}', async (services, request) => {
    const { base } = placeOf(services, request)
    if (request.method !== 'POST') return privatePage(forms.unsubscribeHtml(base))
    // RFC 8058: no cookie, any origin, no redirect; whatever the body and whether or not the secret is known.
    await unsubscribe(services, request.params['secret'] ?? '', request.requestId)
    return privatePage(forms.unsubscribedHtml(base))
  }),
]

function page(name: string, methods: Route['methods'], path: string, handle: Route['handle']): PublicRoute {
  return { name, methods, path, handle, answerError: answerErrorAsPage }
}

/** A field of a form as browsers send it. Throws too_large. */
async function formField(request: RawRequest, name: string): Promise<string> {
  const body = await request.body(formLimitBytes)
  return new URLSearchParams(body.toString('utf8')).get(name) ?? ''
}
