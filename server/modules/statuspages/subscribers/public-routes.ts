/** What people do on the public page: subscribe, confirm, choose, leave. Paths are relative to the page's own root. */
import { guardCardText, redirect, type RawRequest, type Route } from '#platform/http'
import type { Services } from '#platform/context'
import { answerErrorAsPage, isInvalid, openPage, placeOf, privatePage } from '../public/answers.ts'
import * as forms from '../public/forms-html.ts'
import { pageHtml } from '../public/page-html.ts'
import { lookSheet, policyFor } from '../public/style.ts'
import { wordsOf } from '../public/words.ts'
import type { Snapshot } from '../snapshot.ts'
import { confirmSubscription } from './confirm-subscription.ts'
import { readPreferences, redeemCode, requestCode, savePreferences, type OnPage } from './preferences.ts'
import { requestSubscription } from './request-subscription.ts'
import { channels, everything, kindChoices, linkSecret, type Choices } from './subscriber.ts'
import { unsubscribe } from './unsubscribe.ts'

type PublicRoute = Pick<Route, 'name' | 'methods' | 'path' | 'handle' | 'answerError'>

/** A form with all components of the largest page ticked. */
const formLimitBytes = 16_384

const formPage = (body: string, status = 200): Response => privatePage(body, status, forms.formsPolicy)

export const subscriberRoutes: PublicRoute[] = [
  page('subscribeForm', ['GET', 'HEAD'], '/subscribe', async (services, request) => {
    const opened = await openPage(services, request)
    if (opened instanceof Response) return opened
    return formPage(forms.subscribeHtml(opened.place.base, namedOf(opened.shown.snapshot)))
  }),
  page('subscribeToStatusPage', ['POST'], '/subscribers', async (services, request) => {
    const opened = await openPage(services, request)
    if (opened instanceof Response) return opened
    const { place, shown } = opened
    const { snapshot, stale, workspaceId } = shown
    const fields = await formFields(services, request)
    const target = fields.get('address') ?? ''
    const isFull = fields.get('form') === 'full'
    const channel = channels.find((each) => each === fields.get('channel')) ?? 'email'
    const choices = isFull ? choicesOf(fields) : everything
    const { remoteAddress, requestId } = request
    try {
      const form = { workspaceId, pageId: snapshot.page.id, channel, target, choices, remoteAddress, requestId }
      await requestSubscription(services, form)
    } catch (error) {
      if (!isInvalid(error)) throw error
      if (isFull) {
        const typed = { channel, target, choices, error: wrongTarget[channel] }
        return formPage(forms.subscribeHtml(place.base, namedOf(snapshot), typed), error.status)
      }
      const form = { error: wordsOf[snapshot.locale].badAddress, address: target }
      const policy = policyFor(lookSheet(snapshot.look))
      return privatePage(pageHtml(snapshot, { base: place.base, stale, form }), error.status, policy)
    }
    return formPage(channel === 'email' ? forms.askedHtml(place.base) : forms.askedThereHtml(place.base, channel))
  }),
  page('confirmSubscription', ['GET', 'HEAD', 'POST'], '/confirm/{secret}', async (services, request) => {
    const { base } = await placeOf(services, request)
    // Mail scanners open every link: looking changes nothing, and tells nothing.
    if (request.method !== 'POST') return formPage(forms.confirmHtml(base))
    const confirmed = await confirmSubscription(services, request.params['secret'] ?? '', request.requestId)
    return confirmed ? formPage(forms.confirmedHtml(base, confirmed)) : formPage(forms.notConfirmedHtml(base), 404)
  }),
  page('unsubscribeFromStatusPage', ['GET', 'HEAD', 'POST'], '/unsubscribe/{secret}', async (services, request) => {
    const { base } = await placeOf(services, request)
    if (request.method !== 'POST') return formPage(forms.unsubscribeHtml(base))
    // RFC 8058: no cookie, any origin, no redirect; whatever the body and whether or not the secret is known.
    await unsubscribe(services, request.params['secret'] ?? '', request.requestId)
    return formPage(forms.unsubscribedHtml(base))
  }),
  page('askForPreferences', ['GET', 'HEAD', 'POST'], '/preferences', async (services, request) => {
    const opened = await openPage(services, request)
    if (opened instanceof Response) return opened
    const { place, shown } = opened
    if (request.method !== 'POST') return formPage(forms.askForCodeHtml(place.base))
    const { workspaceId, snapshot } = shown
    const { remoteAddress, requestId } = request
    const onPage = { workspaceId, pageId: snapshot.page.id, remoteAddress, requestId }
    return answerCodeForm(services, onPage, place.base, await formFields(services, request))
  }),
  page('changePreferences', ['GET', 'HEAD', 'POST'], '/preferences/{secret}', async (services, request) => {
    const opened = await openPage(services, request)
    if (opened instanceof Response) return opened
    const { place, shown } = opened
    const secret = request.params['secret'] ?? ''
    const saved =
      request.method === 'POST' &&
      (await savePreferences(services, secret, request.requestId, choicesOf(await formFields(services, request))))
    const found = await readPreferences(services, secret, request.requestId)
    if (found?.subscriber.pageId !== shown.snapshot.page.id) return formPage(forms.preferencesOverHtml(place.base), 404)
    const { subscriber, choices } = found
    const unsubscribeUrl = `${place.base}/unsubscribe/${linkSecret(services.vault, 'unsubscribe', subscriber.id)}`
    const components = namedOf(shown.snapshot)
    const { address } = subscriber
    return formPage(forms.preferencesHtml(place.base, { address, choices, components, saved, unsubscribeUrl }))
  }),
]

const wrongTarget = {
  email: 'This is not a valid e-mail address.',
  slack:
    'This is not the address of a Slack incoming webhook (https://hooks.slack.com/services/…), or this page does not send to Slack.',
  webhook: 'This must be an https address that can be reached from the internet, and this page must take webhooks.',
}

/** One form for both steps: without a code it sends one, with a code it opens the choices. */
async function answerCodeForm(
  services: Services,
  onPage: OnPage,
  base: string,
  fields: URLSearchParams,
): Promise<Response> {
  const address = fields.get('address') ?? ''
  const code = fields.get('code')
  try {
    if (code === null) {
      await requestCode(services, onPage, address)
      return formPage(forms.typeCodeHtml(base, address))
    }
    const secret = await redeemCode(services, onPage, { address, code })
    if (secret !== undefined) return redirect(`${base}/preferences/${secret}`)
    return formPage(
      forms.typeCodeHtml(base, address, 'This code does not work. Check it, or ask for another one.'),
      400,
    )
  } catch (error) {
    if (!isInvalid(error)) throw error
    return formPage(forms.askForCodeHtml(base, { address, error: 'This is not a valid e-mail address.' }), error.status)
  }
}

function namedOf({ components }: Snapshot): { id: string; name: string }[] {
  return components.map(({ id, name }) => ({ id, name }))
}

const maxChosen = 200

function choicesOf(fields: URLSearchParams): Choices {
  const chosen = [...new Set(fields.getAll('components'))].filter((id) => /^[a-z0-9]{12}$/.test(id))
  return {
    kinds: kindChoices.find((each) => each === fields.get('kinds')) ?? 'all',
    onlyFinal: fields.get('onlyFinal') === 'yes',
    componentIds: fields.get('scope') === 'components' ? chosen.slice(0, maxChosen) : null,
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
