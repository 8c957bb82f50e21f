/**
 * What stands in for Google in a browser: a script that does with our settings what Google documents that its own does
 * (cookies by `cookie_domain`, the page's address unless we give one), and a collector that keeps what it was sent.
 */
import type { BrowserContext, Request } from 'playwright-core'

/** As text, because it runs in the page. Without `page_location` or `cookie_domain` it does what Google does then. */
const tag = `(() => {
  const id = new URL(document.currentScript.src).searchParams.get('id')
  const settings = ['page_location', 'page_referrer', 'cookie_domain', 'cookie_path', 'cookie_expires', 'cookie_update']
  const switches = ['allow_google_signals', 'allow_ad_personalization_signals']
  const handle = ([command, , config = {}]) => {
    if (command !== 'config' || window['ga-disable-' + id]) return
    const domain = config.cookie_domain === 'none' ? '' : '; Domain=' + location.hostname.split('.').slice(-2).join('.')
    const rest = '; Path=' + (config.cookie_path ?? '/') + '; Max-Age=' + (config.cookie_expires ?? 63072000) + domain
    document.cookie = '_ga=GA1.1.1234567890.1234567890' + rest
    document.cookie = '_ga_' + id.slice(2) + '=GS1.1.1' + rest
    const sent = new URLSearchParams({
      v: '2', tid: id, cid: '1234567890.1234567890', en: 'page_view',
      dl: config.page_location ?? location.href, dr: config.page_referrer ?? document.referrer, dt: document.title,
      ul: navigator.language, sr: screen.width + 'x' + screen.height,
    })
    if (config.user_id) sent.set('uid', config.user_id)
    for (const key of Object.keys(config)) {
      if (![...settings, ...switches, 'user_id'].includes(key)) sent.set('ep.' + key, config[key])
    }
    if (config.allow_google_signals !== false) sent.set('signals', '1')
    void fetch('https://region1.google-analytics.com/g/collect?' + sent, { method: 'POST', mode: 'no-cors' })
  }
  for (const entry of window.dataLayer) handle(entry)
})()`

export type Google = {
  /** Everything that the browser asked of Google, oldest first. */
  asked: Request[]
  /** What was collected: the parameters of each hit. */
  hits(): URLSearchParams[]
}

/** `blocked`: as with a blocker of adverts, nothing of Google's can be reached. */
export async function standInForGoogle(context: BrowserContext, { blocked = false } = {}): Promise<Google> {
  const asked: Request[] = []
  await context.route(
    /^https:\/\/([\w-]+\.)*(googletagmanager|google-analytics|google|doubleclick)\.\w+\//,
    (route) => {
      asked.push(route.request())
      if (blocked) return route.abort('blockedbyclient')
      if (!route.request().url().includes('/gtag/js')) return route.fulfill({ status: 204 })
      return route.fulfill({ contentType: 'text/javascript', body: tag })
    },
  )
  const isHit = (request: Request): boolean => request.url().includes('/g/collect')
  return { asked, hits: () => asked.filter(isHit).map((request) => new URL(request.url()).searchParams) }
}
