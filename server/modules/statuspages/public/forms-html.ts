/** Small pages around subscribing. None of them says whether an address or a secret is known. Pure. */
import { codeMinutes, confirmationHours, type Channel, type Choices } from '../subscribers/subscriber.ts'
import { documentOf, homeOf, type Base } from './layout.ts'
import { markup, type Html } from './markup.ts'
import { policyFor } from './style.ts'

/** For the choices only: the page's own sheet knows no more than a line to type in and a button. */
const sheet = `.form{display:block}.form fieldset{border:0;padding:0;margin:1.25rem 0 0;min-width:0}.form legend{font-weight:600;padding:0}.form .line{display:flex;gap:.625rem;align-items:flex-start;font-weight:400;padding:.5rem 0;min-height:1.5rem}.form .line input{flex:0 0 auto;width:1.25rem;height:1.25rem;min-height:0;margin:.125rem 0 0}.form .field{width:100%;box-sizing:border-box;margin-top:.375rem}.form button{margin-top:1.5rem}.form+p{margin-top:1.5rem}.form .hint{margin-top:.5rem}.form .of{padding-inline-start:1.875rem}.form input{accent-color:var(--accent)}.form .bad{font-weight:600}.secret{display:block;overflow-wrap:anywhere;padding:.75rem;border:1px solid;border-radius:8px;margin-top:.75rem}`

/** What the answers of this file's pages say about where things may come from. */
export const formsPolicy = policyFor(sheet)

/** Secrets stand in these pages' addresses, so nobody is to keep or pass them on. */
const privately = markup`<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">`
const head = markup`${privately}${{ markup: `<style>${sheet}</style>` }}`

function small(base: Base, title: string, main: Html): string {
  return documentOf({
    title,
    head,
    header: markup`<p><a href="${homeOf(base)}">← Status page</a></p>`,
    main: markup`<div class="prose"><h1>${title}</h1>${main}</div>`,
  })
}

type NamedComponent = { id: string; name: string }

/** What was typed, to be shown again with what is wrong with it. */
export type Typed = { channel: Channel; target: string; choices: Choices; error: string }

export function subscribeHtml(base: Base, components: readonly NamedComponent[], typed?: Typed): string {
  const channel = typed?.channel ?? 'email'
  const radio = (value: Channel, words: string) =>
    line(markup`<input type="radio" name="channel" value="${value}"${channel === value && markup` checked`}>`, words)
  return small(
    base,
    'Get status updates',
    markup`<form class="form" method="post" action="${base}/subscribers">
<input type="hidden" name="form" value="full">
<fieldset><legend>How</legend>${radio('email', 'By e-mail')}${radio('slack', 'In a Slack channel')}${radio('webhook', 'By webhook, for programs')}</fieldset>
<fieldset><legend><label for="address">Where to</label></legend>
<input class="field" id="address" name="address" required maxlength="2000" autocomplete="email" value="${typed?.target ?? ''}" aria-describedby="hint"${typed && markup` aria-invalid="true"`}>
${typed && markup`<p class="bad" role="alert">${typed.error}</p>`}
<p class="muted hint" id="hint">An e-mail address, the address of a Slack incoming webhook, or an https address of yours. It gets a message with a link first; nothing else is sent before that link was used.</p></fieldset>
${choiceFields(components, typed?.choices)}
<button type="submit">Subscribe</button></form>
<p>Subscribed already? <a href="${base}/preferences">Choose what you get</a>.</p>`,
  )
}

function line(input: Html, words: string): Html {
  return markup`<label class="line">${input}<span>${words}</span></label>`
}

function choiceFields(components: readonly NamedComponent[], choices?: Choices): Html {
  const { kinds = 'all', onlyFinal = false, componentIds = null } = choices ?? {}
  const checked = (is: boolean) => is && markup` checked`
  const kind = (value: Choices['kinds'], words: string) =>
    line(markup`<input type="radio" name="kinds" value="${value}"${checked(kinds === value)}>`, words)
  const scope = (value: string, is: boolean, words: string) =>
    line(markup`<input type="radio" name="scope" value="${value}"${checked(is)}>`, words)
  return markup`<fieldset><legend>What about</legend>
${kind('all', 'Trouble and planned maintenance')}${kind('reports', 'Trouble only')}${kind('maintenance', 'Planned maintenance only')}</fieldset>
<fieldset><legend>How much</legend>${line(markup`<input type="checkbox" name="onlyFinal" value="yes"${checked(onlyFinal)}>`, 'Only when it is over')}</fieldset>
${
  components.length > 0 &&
  markup`<fieldset><legend>Which components</legend>
${scope('page', componentIds === null, 'Everything on this page')}${scope('components', componentIds !== null, 'Only these:')}
<div class="of">${components.map(({ id, name }) => line(markup`<input type="checkbox" name="components" value="${id}"${checked(componentIds?.includes(id) ?? false)}>`, name))}</div></fieldset>`
}`
}

export function askedHtml(base: Base): string {
  return small(
    base,
    'Check your mailbox',
    markup`<p>If this address can be subscribed, a mail with a link is on its way. Open the link within ${confirmationHours} hours to confirm.</p>
<p class="muted">Nothing came? Look into the spam folder, then try again.</p>`,
  )
}

/** Of a webhook and of Slack. */
export function askedThereHtml(base: Base, channel: 'webhook' | 'slack'): string {
  return small(
    base,
    channel === 'slack' ? 'Look into the channel' : 'Look at what arrived',
    markup`<p>If this address can be subscribed, a message with a link was sent to it. Use the link within ${confirmationHours} hours to confirm.</p>
<p class="muted">The message is sent once. Nothing came? Check the address, then try again.</p>`,
  )
}

export function confirmHtml(base: Base): string {
  return small(
    base,
    'Confirm your subscription',
    markup`<p>You will get a message for each update of this status page that you chose. Every message has a link to stop.</p>
<form method="post"><button type="submit">Confirm the subscription</button></form>`,
  )
}

export function confirmedHtml(
  base: Base,
  { channel, signingSecret }: { channel: Channel; signingSecret: string | null },
): string {
  const where = { email: 'to your mailbox', slack: 'to your channel', webhook: 'to your webhook' }[channel]
  return small(
    base,
    'You are subscribed',
    markup`<p>The next update will come ${where}.</p>
${
  signingSecret !== null &&
  markup`<h2>Signing secret</h2><p>Every call is signed as Standard Webhooks says. With this secret your program can tell that a call is ours. It is shown this once.</p>
<code class="secret">${signingSecret}</code>`
}`,
  )
}

export function notConfirmedHtml(base: Base): string {
  return small(
    base,
    'This link works no more',
    markup`<p>It was for another request, or it is older than ${confirmationHours} hours. Subscribe again to get a new one.</p>`,
  )
}

export function unsubscribeHtml(base: Base): string {
  return small(
    base,
    'Unsubscribe from status updates',
    markup`<p>Nothing more will be sent to you about this status page.</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">Unsubscribe</button></form>
<p>You can also <a href="${base}/preferences">choose what you get</a>.</p>`,
  )
}

export function unsubscribedHtml(base: Base): string {
  return small(base, 'You are unsubscribed', markup`<p>Nothing more will be sent to you about this status page.</p>`)
}

export function askForCodeHtml(base: Base, typed?: { address: string; error: string }): string {
  return small(
    base,
    'Choose what you get',
    markup`<p>Type the address that is subscribed. A code is mailed to it, so that nobody else can change what you get.</p>
<form method="post" action="${base}/preferences"><label for="address">E-mail address</label>
<input id="address" name="address" type="email" required maxlength="254" autocomplete="email" value="${typed?.address ?? ''}"${typed && markup` aria-invalid="true"`}>
${typed && markup`<p class="bad" role="alert">${typed.error}</p>`}
<button type="submit">Send a code</button></form>`,
  )
}

export function typeCodeHtml(base: Base, address: string, error?: string): string {
  return small(
    base,
    'Type the code',
    markup`<p>If this address is subscribed, a mail with a code of six digits is on its way. It works for ${codeMinutes} minutes.</p>
<form method="post" action="${base}/preferences"><input type="hidden" name="address" value="${address}">
<label for="code">Code</label>
<input id="code" name="code" required inputmode="numeric" autocomplete="one-time-code" maxlength="12"${error !== undefined && markup` aria-invalid="true"`}>
${error !== undefined && markup`<p class="bad" role="alert">${error}</p>`}
<button type="submit">Go on</button></form>
<p class="muted">Nothing came? Look into the spam folder, or <a href="${base}/preferences">ask for another code</a>.</p>`,
  )
}

export function preferencesHtml(
  base: Base,
  input: {
    address: string
    choices: Choices
    components: readonly NamedComponent[]
    saved: boolean
    unsubscribeUrl: string
  },
): string {
  const { address, choices, components, saved, unsubscribeUrl } = input
  return small(
    base,
    'Choose what you get',
    markup`${saved && markup`<p role="status"><strong>Saved.</strong></p>`}
<p>For ${address}:</p>
<form class="form" method="post">${choiceFields(components, choices)}<button type="submit">Save</button></form>
<p>Or <a href="${unsubscribeUrl}">unsubscribe</a> from all of it.</p>`,
  )
}

export function preferencesOverHtml(base: Base): string {
  return small(
    base,
    'This page is closed',
    markup`<p>It stays open for ${codeMinutes} minutes. <a href="${base}/preferences">Ask for another code</a> to go on.</p>`,
  )
}

export function errorHtml(title: string, message: string): string {
  return documentOf({
    title,
    head: privately,
    main: markup`<div class="prose"><h1>${title}</h1><p>${message}</p></div>`,
  })
}
