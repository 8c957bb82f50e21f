/** The form for a privacy request: for people without a sign-in too, and without a script. Pure. */
import { authorities, type RequestForm } from '#modules/privacy'
import { markup } from '#platform/markup'
import { daysWords, inApp, type Facts } from '../policy/rule.ts'
import { linked, pageHtml } from './layout.ts'

export function requestHtml(facts: Facts, form: RequestForm): string {
  const objectable = form.purposes.filter(({ refusedBecause }) => refusedBecause === null)
  const countryNames = new Intl.DisplayNames('en', { type: 'region' })
  const nameOf = (code: string) => (code === 'US-CA' ? 'California' : (countryNames.of(code) ?? code))
  return pageHtml(facts, {
    path: '/privacy/request',
    title: 'Privacy request',
    description:
      'Ask for what is kept about you, have it corrected or deleted, object, or complain. No sign-in is needed.',
    main: markup`<div class="prose"><h1>Privacy request</h1>
<p class="lead">Ask for what is kept about you, have it corrected, deleted or exported, restrict or object to its use, or complain.</p>
<p>With a sign-in you do most of this yourself, at once: <a href="${inApp(facts, '/you?tab=privacy')}">open your privacy page</a>. Without one, write here: a mail with a link is sent to the address, which shows that it is yours. The link works for ${form.confirmationHours} hours. You get the answer within ${form.dueDays === null ? 'one month' : `${daysWords(form.dueDays)}, or one month where that is shorter`}.</p>
<form method="post" action="${form.action}">
<div><label for="address">Your mail address</label><input id="address" name="address" type="email" autocomplete="email" required maxlength="254"></div>
<div><label for="type">What you want</label><select id="type" name="type" required>${form.types.map(({ type, words }) => markup`<option value="${type}">${words}</option>`)}</select></div>
<div><label for="message">What it is about</label><textarea id="message" name="message" rows="5" maxlength="${form.maxMessageLength}" aria-describedby="message-note"></textarea><p id="message-note" class="small muted">Needed ${form.types
      .filter(({ needsMessage }) => needsMessage)
      .map(({ words }) => words)
      .join(' and ')}. No card or bank numbers here.</p></div>
${objectable.length > 0 && markup`<fieldset><legend>If you object: to which use</legend>${objectable.map(({ purpose, words }) => markup`<label class="check"><input type="checkbox" name="purposes" value="${purpose}"> ${words}</label>`)}</fieldset>`}
<div><label for="country">Where you live</label><select id="country" name="country" autocomplete="country" aria-describedby="country-note"><option value="">I do not say</option>${form.countries.map((code) => markup`<option value="${code}">${nameOf(code)}</option>`)}</select><p id="country-note" class="small muted">It decides which authority the answer names, and which periods of law hold.</p></div>
<button type="submit">Send the request</button>
</form>
<h2>Or by mail</h2><ul>${form.contacts
      .map(({ address }) => address)
      .filter((address, index, all) => all.indexOf(address) === index)
      .map((address) => markup`<li>${linked(address)}</li>`)}</ul>
<section aria-labelledby="authorities"><h2 id="authorities">Authorities for data protection</h2><p>You can complain to the one where you live.</p><ul class="small">${Object.entries(authorities).map(([code, { name, url }]) => markup`<li>${nameOf(code)}: <a href="${url}">${name}</a></li>`)}</ul></section></div>`,
  })
}
