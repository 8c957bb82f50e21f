/** Small pages around subscribing, in the reader's language. None says whether an address or a secret is known. Pure. */
import { locales, type Locale } from '../look/locale.ts'
import { documentOf, homeOf, type Base } from '../public/layout.ts'
import { markup, type Html } from '../public/markup.ts'
import { policyFor } from '../public/style.ts'
import { wordsOf } from '../public/words.ts'
import { languageQuery } from './language.ts'
import { codeMinutes, confirmationHours, everything, type Channel, type Choices } from './subscriber.ts'
import { subscriberWords } from './words/words.ts'

/** For the choices only: the page's own sheet knows no more than a line to type in and a button. */
const sheet = `.form{display:block}.form fieldset{border:0;padding:0;margin:1.25rem 0 0;min-width:0}.form legend{font-weight:600;padding:0}.form .line{display:flex;gap:.625rem;align-items:flex-start;font-weight:400;padding:.5rem 0;min-height:1.5rem}.form .line input{flex:0 0 auto;width:1.25rem;height:1.25rem;min-height:0;margin:.125rem 0 0}.form .field{width:100%;box-sizing:border-box;margin-top:.375rem}.form select{font:inherit;padding:.625rem .875rem;border-radius:8px;border:1px solid var(--muted);min-height:2.75rem;background:var(--bg);color:var(--text)}.form select:focus-visible{outline:3px solid var(--accent);outline-offset:2px}.form button{margin-top:1.5rem}.form+p{margin-top:1.5rem}.form .hint{margin-top:.5rem}.form .of{padding-inline-start:1.875rem}.form input{accent-color:var(--accent)}.form .bad{font-weight:600}.secret{display:block;overflow-wrap:anywhere;padding:.75rem;border:1px solid;border-radius:8px;margin-top:.75rem}`

/** What the answers of this file's pages say about where things may come from. */
export const formsPolicy = policyFor(sheet)

/** Secrets stand in these pages' addresses, so nobody is to keep or pass them on. */
const privately = markup`<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">`
const head = markup`${privately}${{ markup: `<style>${sheet}</style>` }}`

/** Where the form is, and in which language it is read. */
export type FormPlace = {
  base: Base
  locale: Locale
  /** The page's own language: the address names another one only. */
  pageLocale: Locale
}

const queryOf = ({ locale, pageLocale }: FormPlace): string => languageQuery(locale, pageLocale)

function small(place: FormPlace, title: string, main: Html): string {
  const { base, locale } = place
  const home = locale === place.pageLocale ? homeOf(base) : `${base}/${locale}`
  return documentOf({
    title,
    locale,
    head,
    header: markup`<p><a href="${home}">${locale === 'ar' ? '→' : '←'} ${subscriberWords[locale].form.back}</a></p>`,
    main: markup`<div class="prose"><h1>${title}</h1>${main}</div>`,
  })
}

/** The same form in the other languages. */
function languages({ locale, pageLocale, base }: FormPlace, path: string): Html {
  return markup`<nav aria-label="${wordsOf[locale].languages}"><p class="small">${locales
    .filter((each) => each !== locale)
    .map(
      (each) =>
        markup`<a href="${base}${path}${languageQuery(each, pageLocale)}" lang="${each}" hreflang="${each}">${wordsOf[each].language}</a> `,
    )}</p></nav>`
}

/** Components and groups of the page that may be chosen. */
export type Choosable = { components: readonly Named[]; groups: readonly Named[] }
type Named = { id: string; name: string }

/** What was typed, to be shown again with what is wrong with it. */
export type Typed = { channel: Channel; target: string; choices: Choices; isWrong: true }

export function subscribeHtml(place: FormPlace, choosable: Choosable, typed?: Typed): string {
  const { form } = subscriberWords[place.locale]
  const channel = typed?.channel ?? 'email'
  const radio = (value: Channel) =>
    line(
      markup`<input type="radio" name="channel" value="${value}"${channel === value && markup` checked`}>`,
      form.by[value],
    )
  const choices = typed?.choices ?? { ...everything, locale: place.locale === place.pageLocale ? null : place.locale }
  return small(
    place,
    form.title,
    markup`<form class="form" method="post" action="${place.base}/subscribers${queryOf(place)}">
<input type="hidden" name="form" value="full">
<fieldset><legend>${form.how}</legend>${radio('email')}${radio('slack')}${radio('webhook')}</fieldset>
<fieldset><legend><label for="address">${form.whereTo}</label></legend>
<input class="field" id="address" name="address" required maxlength="2000" autocomplete="email" dir="ltr" value="${typed?.target ?? ''}" aria-describedby="hint"${typed && markup` aria-invalid="true"`}>
${typed && markup`<p class="bad" role="alert">${form.wrong[typed.channel]}</p>`}
<p class="muted hint" id="hint">${form.whereToHint}</p></fieldset>
${choiceFields(place, choosable, choices)}
<button type="submit">${form.subscribe}</button></form>
<p>${form.already} <a href="${place.base}/preferences${queryOf(place)}">${form.chooseLink}</a>.</p>
${languages(place, '/subscribe')}`,
  )
}

function line(input: Html, words: string): Html {
  return markup`<label class="line">${input}<span>${words}</span></label>`
}

function choiceFields(place: FormPlace, { components, groups }: Choosable, choices: Choices): Html {
  const { form } = subscriberWords[place.locale]
  const { kinds, onlyFinal, componentIds, groupIds, locale } = choices
  const checked = (is: boolean) => is && markup` checked`
  const kind = (value: Choices['kinds']) =>
    line(markup`<input type="radio" name="kinds" value="${value}"${checked(kinds === value)}>`, form.kinds[value])
  const scope = (value: string, is: boolean, words: string) =>
    line(markup`<input type="radio" name="scope" value="${value}"${checked(is)}>`, words)
  const box = (name: string, id: string, is: boolean, words: string) =>
    line(markup`<input type="checkbox" name="${name}" value="${id}"${checked(is)}>`, words)
  const option = (value: string, words: string) =>
    markup`<option value="${value}"${(locale ?? '') === value && markup` selected`}>${words}</option>`
  return markup`<fieldset><legend>${form.what}</legend>
${kind('all')}${kind('reports')}${kind('maintenance')}</fieldset>
<fieldset><legend>${form.howMuch}</legend>${box('onlyFinal', 'yes', onlyFinal, form.onlyFinal)}</fieldset>
${
  components.length + groups.length > 0 &&
  markup`<fieldset><legend>${form.which}</legend>
${scope('page', componentIds === null, form.wholePage)}${scope('components', componentIds !== null, form.onlyThese)}
<div class="of">${groups.map(({ id, name }) => box('groups', id, groupIds.includes(id), form.wholeGroup(name)))}${components.map(
    ({ id, name }) => box('components', id, componentIds?.includes(id) ?? false, name),
  )}</div></fieldset>`
}
<fieldset><legend><label for="language">${form.language}</label></legend>
<select class="field" id="language" name="language">${option('', form.asThePage(wordsOf[place.pageLocale].language))}${locales.map(
    (each) => option(each, wordsOf[each].language),
  )}</select></fieldset>`
}

export function askedHtml(place: FormPlace): string {
  const { asked } = subscriberWords[place.locale]
  return small(
    place,
    asked.title,
    markup`<p>${asked.mail(confirmationHours)}</p>
<p class="muted">${asked.spam}</p>`,
  )
}

/** Of a webhook and of Slack. */
export function askedThereHtml(place: FormPlace, channel: 'webhook' | 'slack'): string {
  const { askedThere } = subscriberWords[place.locale]
  return small(
    place,
    askedThere[channel],
    markup`<p>${askedThere.message(confirmationHours)}</p>
<p class="muted">${askedThere.once}</p>`,
  )
}

export function confirmHtml(place: FormPlace): string {
  const { confirm } = subscriberWords[place.locale]
  return small(
    place,
    confirm.title,
    markup`<p>${confirm.lead}</p>
<form method="post"><button type="submit">${confirm.button}</button></form>`,
  )
}

export function confirmedHtml(
  place: FormPlace,
  { channel, signingSecret }: { channel: Channel; signingSecret: string | null },
): string {
  const { confirmed } = subscriberWords[place.locale]
  return small(
    place,
    confirmed.title,
    markup`<p>${confirmed.next[channel]}</p>
${
  signingSecret !== null &&
  markup`<h2>${confirmed.secret}</h2><p>${confirmed.secretHint}</p>
<code class="secret" dir="ltr">${signingSecret}</code>`
}`,
  )
}

export function notConfirmedHtml(place: FormPlace): string {
  const { notConfirmed } = subscriberWords[place.locale]
  return small(place, notConfirmed.title, markup`<p>${notConfirmed.why(confirmationHours)}</p>`)
}

export function unsubscribeHtml(place: FormPlace): string {
  const { leave } = subscriberWords[place.locale]
  return small(
    place,
    leave.title,
    markup`<p>${leave.lead}</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">${leave.button}</button></form>
<p>${leave.or} <a href="${place.base}/preferences${queryOf(place)}">${leave.chooseLink}</a>.</p>`,
  )
}

export function unsubscribedHtml(place: FormPlace): string {
  const { leave } = subscriberWords[place.locale]
  return small(place, leave.left, markup`<p>${leave.lead}</p>`)
}

export function askForCodeHtml(place: FormPlace, wrong?: { address: string }): string {
  const { preferences, form } = subscriberWords[place.locale]
  return small(
    place,
    preferences.title,
    markup`<p>${preferences.lead}</p>
<form method="post" action="${place.base}/preferences${queryOf(place)}"><label for="address">${preferences.address}</label>
<input id="address" name="address" type="email" required maxlength="254" autocomplete="email" dir="ltr" value="${wrong?.address ?? ''}"${wrong && markup` aria-invalid="true"`}>
${wrong && markup`<p class="bad" role="alert">${form.wrong.email}</p>`}
<button type="submit">${preferences.send}</button></form>
${languages(place, '/preferences')}`,
  )
}

/** `wrong`: the code that was typed before did not work. */
export function typeCodeHtml(place: FormPlace, address: string, before?: 'wrong'): string {
  const { preferences } = subscriberWords[place.locale]
  const query = queryOf(place)
  return small(
    place,
    preferences.typeCode,
    markup`<p>${preferences.sent(codeMinutes)}</p>
<form method="post" action="${place.base}/preferences${query}"><input type="hidden" name="address" value="${address}">
<label for="code">${preferences.code}</label>
<input id="code" name="code" required inputmode="numeric" autocomplete="one-time-code" maxlength="12" dir="ltr"${before && markup` aria-invalid="true"`}>
${before && markup`<p class="bad" role="alert">${preferences.wrongCode}</p>`}
<button type="submit">${preferences.goOn}</button></form>
<p class="muted">${preferences.spam} <a href="${place.base}/preferences${query}">${preferences.anotherCode}</a>.</p>`,
  )
}

export function preferencesHtml(
  place: FormPlace,
  input: { address: string; choices: Choices; choosable: Choosable; saved: boolean; unsubscribeUrl: string },
): string {
  const { preferences } = subscriberWords[place.locale]
  const { address, choices, choosable, saved, unsubscribeUrl } = input
  return small(
    place,
    preferences.title,
    markup`${saved && markup`<p role="status"><strong>${preferences.saved}</strong></p>`}
<p>${preferences.forWhom(address)}</p>
<form class="form" method="post">${choiceFields(place, choosable, choices)}<button type="submit">${preferences.save}</button></form>
<p>${preferences.or} <a href="${unsubscribeUrl}">${preferences.unsubscribeLink}</a> ${preferences.ofAll}</p>`,
  )
}

export function preferencesOverHtml(place: FormPlace): string {
  const { preferences } = subscriberWords[place.locale]
  return small(
    place,
    preferences.overTitle,
    markup`<p>${preferences.over(codeMinutes)} <a href="${place.base}/preferences${queryOf(place)}">${preferences.toGoOn}</a>.</p>`,
  )
}
