/** What people do on the public page: subscribe, confirm, choose, leave. Paths are relative to the page's own root. */
import { guardCardText, redirect, type RawRequest, type Route } from '#platform/http'
import type { Services } from '#platform/context'
import { defaultLocale, type Locale } from '../look/locale.ts'
import { answerErrorAsPage, isInvalid, openPage, placeOf, privatePage, type Opened } from '../public/answers.ts'
import { pageHtml } from '../public/page-html.ts'
import { lookSheet, policyFor } from '../public/style.ts'
import { wordsOf } from '../public/words.ts'
import { readSnapshot } from '../snapshot-cache.ts'
import type { Snapshot } from '../snapshot.ts'
import { confirmSubscription } from './confirm-subscription.ts'
import * as forms from './forms-html.ts'
import { languageQuery, readLanguage } from './language.ts'
import { readPreferences, redeemCode, requestCode, savePreferences, type OnPage } from './preferences.ts'
import { requestSubscription } from './request-subscription.ts'
import { channels, everything, kindChoices, linkSecret, type Choices } from './subscriber.ts'
import { unsubscribe } from './unsubscribe.ts'

type PublicRoute = Pick<Route, 'name' | 'methods' | 'path' | 'handle' | 'answerError'>

/** A form with all components of the largest page ticked. */
const formLimitBytes = 16_384

const formPage = (place: forms.FormPlace, body: string, status = 200): Response => {
  const response = privatePage(body, status, forms.formsPolicy)
  response.headers.set('content-language', place.locale)
  return response
}

export const subscriberRoutes: PublicRoute[] = [
  page('subscribeForm', ['GET', 'HEAD'], '/subscribe', async (services, request) => {
    const opened = await openPage(services, request)
    if (opened instanceof Response) return opened
    const place = formPlace(request, opened)
    return formPage(place, forms.subscribeHtml(place, choosableOf(opened.shown.snapshot)))
  }),
  page('subscribeToStatusPage', ['POST'], '/subscribers', async (services, request) => {
    const opened = await openPage(services, request)
    if (opened instanceof Response) return opened
    const { shown } = opened
    const { snapshot, stale, workspaceId } = shown
    const fields = await formFields(services, request)
    const target = fields.get('address') ?? ''
    const isFull = fields.get('form') === 'full'
    const channel = channels.find((each) => each === fields.get('channel')) ?? 'email'
    const choices = isFull ? choicesOf(fields) : { ...everything, locale: readLanguage(fields.get('language')) ?? null }
    const place = formPlace(request, opened, choices.locale ?? undefined)
    const { remoteAddress, requestId } = request
    try {
      const form = { workspaceId, pageId: snapshot.page.id, channel, target, choices, remoteAddress, requestId }
      await requestSubscription(services, form)
    } catch (error) {
      if (!isInvalid(error)) throw error
      if (isFull) {
        const typed = { channel, target, choices, isWrong: true } as const
        return formPage(place, forms.subscribeHtml(place, choosableOf(snapshot), typed), error.status)
      }
      const form = { error: wordsOf[place.locale].badAddress, address: target }
      const policy = policyFor(lookSheet(snapshot.look))
      const locale = place.locale === place.pageLocale ? undefined : place.locale
      return privatePage(pageHtml(snapshot, { base: place.base, locale, stale, form }), error.status, policy)
    }
    return formPage(place, channel === 'email' ? forms.askedHtml(place) : forms.askedThereHtml(place, channel))
  }),
  page('confirmSubscription', ['GET', 'HEAD', 'POST'], '/confirm/{secret}', async (services, request) => {
    const place = await placeOfLink(services, request)
    // Mail scanners open every link: looking changes nothing, and tells nothing.
    if (request.method !== 'POST') return formPage(place, forms.confirmHtml(place))
    const confirmed = await confirmSubscription(services, request.params['secret'] ?? '', request.requestId)
    if (!confirmed) return formPage(place, forms.notConfirmedHtml(place), 404)
    return formPage(place, forms.confirmedHtml(place, confirmed))
  }),
  page('unsubscribeFromStatusPage', ['GET', 'HEAD', 'POST'], '/unsubscribe/{secret}', async (services, request) => {
    // RFC 8058: no cookie, any origin, no redirect; whatever the body and whether or not the secret is known.
    const isDone = request.method === 'POST'
    if (isDone) await unsubscribe(services, request.params['secret'] ?? '', request.requestId)
    const place = await placeOfLink(services, request)
    return formPage(place, isDone ? forms.unsubscribedHtml(place) : forms.unsubscribeHtml(place))
  }),
  page('askForPreferences', ['GET', 'HEAD', 'POST'], '/preferences', async (services, request) => {
    const opened = await openPage(services, request)
    if (opened instanceof Response) return opened
    const place = formPlace(request, opened)
    if (request.method !== 'POST') return formPage(place, forms.askForCodeHtml(place))
    const { workspaceId, snapshot } = opened.shown
    const { remoteAddress, requestId } = request
    const onPage = { workspaceId, pageId: snapshot.page.id, remoteAddress, requestId }
    return answerCodeForm(services, onPage, place, await formFields(services, request))
  }),
  page('changePreferences', ['GET', 'HEAD', 'POST'], '/preferences/{secret}', async (services, request) => {
    const opened = await openPage(services, request)
    if (opened instanceof Response) return opened
    const { shown } = opened
    const secret = request.params['secret'] ?? ''
    const saved =
      request.method === 'POST' &&
      (await savePreferences(services, secret, request.requestId, choicesOf(await formFields(services, request))))
    const found = await readPreferences(services, secret, request.requestId)
    const place = formPlace(request, opened, found?.choices.locale ?? undefined)
    if (found?.subscriber.pageId !== shown.snapshot.page.id) {
      return formPage(place, forms.preferencesOverHtml(place), 404)
    }
    const { subscriber, choices } = found
    const out = linkSecret(services.vault, 'unsubscribe', subscriber.id)
    const unsubscribeUrl = `${place.base}/unsubscribe/${out}${languageQuery(place.locale, place.pageLocale)}`
    const choosable = choosableOf(shown.snapshot)
    const { address } = subscriber
    return formPage(place, forms.preferencesHtml(place, { address, choices, choosable, saved, unsubscribeUrl }))
  }),
]

/** The language of the form's address, else `chosen`, else the page's own. */
function formPlace({ url }: RawRequest, { place, shown }: Opened, chosen?: Locale): forms.FormPlace {
  const pageLocale = shown.snapshot.locale
  const locale = readLanguage(url.searchParams.get('language')) ?? chosen ?? pageLocale
  return { base: place.base, locale, pageLocale }
}

/** Of a link in a message, which works whoever may read the page, and also when it has gone or has another name. */
async function placeOfLink(services: Services, request: RawRequest): Promise<forms.FormPlace> {
  const { base, slug } = await placeOf(services, request)
  const shown = /^[a-z0-9-]{1,63}$/.test(slug) ? await readSnapshot(services, slug) : undefined
  const pageLocale = shown?.snapshot.locale ?? defaultLocale
  return { base, pageLocale, locale: readLanguage(request.url.searchParams.get('language')) ?? pageLocale }
}

/** One form for both steps: without a code it sends one, with a code it opens the choices. */
async function answerCodeForm(
  services: Services,
  onPage: OnPage,
  place: forms.FormPlace,
  fields: URLSearchParams,
): Promise<Response> {
  const address = fields.get('address') ?? ''
  const code = fields.get('code')
  try {
    if (code === null) {
      await requestCode(services, onPage, address)
      return formPage(place, forms.typeCodeHtml(place, address))
    }
    const secret = await redeemCode(services, onPage, { address, code })
    if (secret === undefined) return formPage(place, forms.typeCodeHtml(place, address, 'wrong'), 400)
    return redirect(`${place.base}/preferences/${secret}${languageQuery(place.locale, place.pageLocale)}`)
  } catch (error) {
    if (!isInvalid(error)) throw error
    return formPage(place, forms.askForCodeHtml(place, { address }), error.status)
  }
}

function choosableOf({ components, groups }: Snapshot): forms.Choosable {
  const named = ({ id, name }: { id: string; name: string }) => ({ id, name })
  return { components: components.map(named), groups: groups.map(named) }
}

const maxChosen = 200

function choicesOf(fields: URLSearchParams): Choices {
  const chosen = (name: string): string[] =>
    [...new Set(fields.getAll(name))].filter((id) => /^[a-z0-9]{12}$/.test(id)).slice(0, maxChosen)
  const isPart = fields.get('scope') === 'components'
  return {
    kinds: kindChoices.find((each) => each === fields.get('kinds')) ?? 'all',
    onlyFinal: fields.get('onlyFinal') === 'yes',
    componentIds: isPart ? chosen('components') : null,
    groupIds: isPart ? chosen('groups') : [],
    locale: readLanguage(fields.get('language')) ?? null,
  }
}

function page(name: string, methods: Route['methods'], path: string, handle: Route['handle']): PublicRoute {
  return { name, methods, path, handle, answerError: answerErrorAsPage }
}

/** Fields of a form as browsers send it. Throws too_large, and invalid_request for a card number. */
async function formFields(services: Services, request: RawRequest): Promise<URLSearchParams> {
  const body = await request.body(formLimitBytes)
  const fields = new URLSearchParams(body.toString('utf8'))
  fields.set('address', guardCardText(services, 'address', fields.get('address') ?? ''))
  return fields
}
