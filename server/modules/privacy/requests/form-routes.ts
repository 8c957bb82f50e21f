/** The desk for whoever has no script and no sign-in: a plain form, and the link of its mail. */
import type { Services } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import { contentSecurityPolicy, html, json, type RawRequest, type Route } from '#platform/http'
import { markup, type Html } from '#platform/markup'
import { styleElement, styleHash } from '#platform/page-style'
import { confirmRequest } from './confirm-request.ts'
import { receiveRequest } from './receive-request.ts'
import { confirmationHours } from './request.ts'
import { requestFormAction } from './request-form.ts'
import { NewPublicRequest } from './schemas.ts'

const bodyLimitBytes = 32_768

export const formRoutes: Route[] = [
  {
    name: 'requestPrivacyByForm',
    methods: ['POST'],
    path: requestFormAction,
    answerError: answerErrorAsPage,
    handle: async (services, request) => {
      await receiveRequest(services, await readInput(request), request)
      return isJson(request) ? json({ state: 'mailed' }, { status: 202, headers: unstored }) : page(asked())
    },
  },
  {
    name: 'confirmPrivacyRequestByForm',
    methods: ['GET', 'HEAD', 'POST'],
    path: `${requestFormAction}/confirm/{secret}`,
    answerError: answerErrorAsPage,
    handle: (services, request) => confirm(services, request),
  },
]

async function confirm(services: Services, request: RawRequest): Promise<Response> {
  // Mail scanners open every link: looking changes nothing, and tells nothing.
  if (request.method !== 'POST') return page(confirmForm())
  const next = await confirmRequest(services, request.params['secret'] ?? '', request)
  return page(next === 'signIn' ? signIn(services.config.appUrl) : received())
}

/** JSON, or what a browser sends of a form. Throws invalid_request, too_large. */
async function readInput(request: RawRequest) {
  const text = (await request.body(bodyLimitBytes)).toString('utf8')
  const found = NewPublicRequest.safeParse(isJson(request) ? parseJson(text) : formFields(text))
  if (found.success) return found.data
  const fields = found.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  throw invalidRequest(fields.map(({ path, message }) => `${path}: ${message}`).join('; '), fields)
}

/** A field that was left empty is one that was not sent. */
function formFields(text: string): Record<string, unknown> {
  const fields = new URLSearchParams(text)
  const one = (name: string): string | undefined => fields.get(name)?.trim() || undefined
  return {
    address: one('address'),
    type: one('type'),
    message: one('message'),
    country: one('country'),
    purposes: fields.getAll('purposes').filter((purpose) => purpose !== ''),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalidRequest('the body is not JSON')
  }
}

function isJson(request: RawRequest): boolean {
  return request.header('content-type')?.split(';')[0]?.trim() === 'application/json'
}

const unstored = { 'cache-control': 'no-store' }

/** A secret may stand in the page's address, so nobody is to keep it or pass it on. */
function page({ title, main }: { title: string; main: Html }, status = 200): Response {
  const document = markup`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><title>${title}</title>${styleElement}</head>
<body><div class="wrap"><header class="top"><a class="brand" href="/privacy">← Privacy policy</a></header>
<main class="prose"><h1>${title}</h1>${main}</main></div></body></html>`
  return html(`<!doctype html>\n${document.markup}`, {
    status,
    headers: {
      ...unstored,
      'content-security-policy': contentSecurityPolicy('support', { styles: [styleHash] }),
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    },
  })
}

function asked() {
  return {
    title: 'Check your mailbox',
    main: markup`<p>A mail with a link is on its way to the address. Open the link within ${confirmationHours} hours: it shows that the address is yours. Without it the request is deleted.</p>`,
  }
}

function confirmForm() {
  return {
    title: 'Confirm your privacy request',
    main: markup`<p>This shows that the address is yours.</p><form method="post"><button type="submit">Confirm the request</button></form>`,
  }
}

function received() {
  return {
    title: 'Your request is with us',
    main: markup`<p>You get the answer by mail.</p>`,
  }
}

function signIn(appUrl: string) {
  return {
    title: 'One more step',
    main: markup`<p>There is a sign-in with your address. What you asked for needs more than a mailbox.</p><p><a href="${appUrl}/app/you?tab=privacy">Sign in and confirm the request there</a></p>`,
  }
}

function answerErrorAsPage({ status, message, retryAfterSeconds }: Parameters<NonNullable<Route['answerError']>>[0]) {
  const main = markup`<p>${message.slice(0, 1).toUpperCase()}${message.slice(1)}.</p>`
  const response = page({ title: 'This did not work', main }, status)
  if (retryAfterSeconds !== undefined) response.headers.set('retry-after', String(Math.ceil(retryAfterSeconds)))
  return response
}
