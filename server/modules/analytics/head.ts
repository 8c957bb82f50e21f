/** What pages of the public site carry for the sake of analytics, by the policy in force. Pure. */
import { consentTexts } from '#modules/privacy'
import { googleProperty } from '#platform/http'
import { markup, type Html } from '#platform/markup'
import type { PolicyProfile } from '#platform/policy'

export type AnalyticsHead = {
  /** Paths of scripts of our own, to be loaded with `defer`. */
  scripts: readonly string[]
  /** Asks for consent, and has the switch; before the end of the body. Null where nobody is asked. */
  notice: Html | null
}

const nothing: AnalyticsHead = { scripts: [], notice: null }

export const scriptPath = '/js/script.js'
export const homeScriptPath = '/js/home-analytics.js'

/**
 * `path`: of the page. `siteUrl`: the site's own address, null where it shares one with the app: then Google is not
 * loaded, because a cookie of the host would go to the app as well.
 */
export function analyticsHead(
  { analytics }: Pick<PolicyProfile, 'analytics'>,
  { path, siteUrl }: { path: string; siteUrl: string | null },
): AnalyticsHead {
  if (analytics.mode === 'cookieless') return { scripts: [scriptPath], notice: null }
  if (path !== '/' || googleProperty({ analytics }, siteUrl) === null) return nothing
  return { scripts: [homeScriptPath], notice: noticeHtml() }
}

/** One act each way. Hidden until the script knows what to show; without scripts nothing is measured. */
function noticeHtml(): Html {
  const button = (act: string, text: string): Html =>
    markup`<button class="button quiet" type="button" data-do="${act}">${text}</button>`
  return markup`<section id="analytics" class="card" aria-label="Analytics" hidden>
<div data-when="asked" hidden><p>${consentTexts.audience.text}</p><p class="row">${button('agree', 'Agree')} ${button('decline', 'Decline')}</p></div>
<p data-when="on" hidden>Google Analytics counts this page, as you agreed. ${button('decline', 'Turn it off')}</p>
<p data-when="off" hidden>Nothing is measured here. ${button('agree', 'Agree to Google Analytics')}</p>
<p data-when="refused" hidden>Your browser says that you do not want to be measured, so nothing is.</p>
</section>`
}
