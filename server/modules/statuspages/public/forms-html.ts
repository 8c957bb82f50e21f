/** Small pages around subscribing. None of them says whether an address or a secret is known. Pure. */
import { confirmationHours } from '../subscriber.ts'
import { documentOf, homeOf, type Base } from './layout.ts'
import { markup, type Html } from './markup.ts'

/** Secrets stand in these pages' addresses, so nobody is to keep or pass them on. */
const head = markup`<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">`

function small(base: Base, title: string, main: Html): string {
  return documentOf({
    title,
    head,
    header: markup`<p><a href="${homeOf(base)}">← Status page</a></p>`,
    main: markup`<div class="prose"><h1>${title}</h1>${main}</div>`,
  })
}

export function askedHtml(base: Base): string {
  return small(
    base,
    'Check your mailbox',
    markup`<p>If this address can be subscribed, a mail with a link is on its way. Open the link within ${confirmationHours} hours to confirm.</p>
<p class="muted">Nothing came? Look into the spam folder, then try again.</p>`,
  )
}

export function confirmHtml(base: Base): string {
  return small(
    base,
    'Confirm your subscription',
    markup`<p>You will get a mail for each update of this status page. Every mail has a link to stop.</p>
<form method="post"><button type="submit">Confirm the subscription</button></form>`,
  )
}

export function confirmedHtml(base: Base): string {
  return small(base, 'You are subscribed', markup`<p>The next update will come to your mailbox.</p>`)
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
    markup`<p>No further mail will be sent to you about this status page.</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">Unsubscribe</button></form>`,
  )
}

export function unsubscribedHtml(base: Base): string {
  return small(base, 'You are unsubscribed', markup`<p>No further mail will be sent to you about this status page.</p>`)
}

export function errorHtml(title: string, message: string): string {
  return documentOf({ title, head, main: markup`<div class="prose"><h1>${title}</h1><p>${message}</p></div>` })
}
