// Google Analytics on the home page, for those who agree, and for nobody else. Nothing is loaded before; the choice is
// kept in this browser's storage under one name, and the agreement is on record at the server, which is asked each time.
;(() => {
  const notice = document.getElementById('analytics')
  if (!notice || location.pathname !== '/') return

  const key = 'watchword.analytics'
  const declined = 'declined'
  const cookieSeconds = 395 * 86_400

  const show = (state) => {
    for (const part of notice.querySelectorAll('[data-when]')) part.hidden = part.dataset.when !== state
    notice.hidden = false
  }

  // A browser that keeps nothing is asked each time, and nothing else changes for it.
  const choice = () => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  const remember = (value) => {
    try {
      localStorage.setItem(key, value)
    } catch {}
  }

  let measuring = null

  const measure = (id) => {
    measuring = id
    window[`ga-disable-${id}`] = false
    window.dataLayer = window.dataLayer || []
    const gtag = function () {
      window.dataLayer.push(arguments)
    }
    gtag('consent', 'default', {
      analytics_storage: 'granted',
      ad_storage: 'denied',
      ad_user_data: 'denied',
      ad_personalization: 'denied',
    })
    gtag('js', new Date())
    gtag('config', id, {
      page_location: `${location.origin}/`,
      page_referrer: originOf(document.referrer),
      cookie_domain: 'none',
      cookie_path: '/',
      cookie_expires: cookieSeconds,
      cookie_update: false,
      allow_google_signals: false,
      allow_ad_personalization_signals: false,
    })
    const script = document.createElement('script')
    script.src = `https://www.googletagmanager.com/gtag/js?id=${id}`
    script.async = true
    script.referrerPolicy = 'origin'
    document.head.append(script)
  }

  const originOf = (address) => {
    try {
      return address ? `${new URL(address).origin}/` : ''
    } catch {
      return ''
    }
  }

  // The server says what to load, and only to whom it has the consent of.
  const begin = async (consent) => {
    const answer = await fetch(`/js/measurement/${encodeURIComponent(consent)}`, { credentials: 'omit' })
    if (!answer.ok) return false
    measure((await answer.json()).measurementId)
    show('on')
    return true
  }

  const agree = async () => {
    const answer = await fetch('/site/consents', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ purpose: 'audience' }),
      credentials: 'omit',
    })
    if (answer.status === 403) return show('refused')
    if (!answer.ok) return
    const { id } = await answer.json()
    remember(id)
    await begin(id)
  }

  const decline = async () => {
    const consent = choice()
    remember(declined)
    if (measuring) window[`ga-disable-${measuring}`] = true
    for (const cookie of document.cookie.split(';')) {
      const name = cookie.split('=')[0].trim()
      if (name === '_ga' || name.startsWith('_ga_')) document.cookie = `${name}=; Max-Age=0; Path=/`
    }
    show('off')
    if (consent && consent !== declined) {
      await fetch(`/site/consents/${encodeURIComponent(consent)}`, {
        method: 'DELETE',
        credentials: 'omit',
        keepalive: true,
      })
    }
  }

  const acts = { agree, decline }
  notice.addEventListener('click', (event) => {
    const act = acts[event.target.dataset?.do]
    if (act) act().catch(() => {})
  })

  const start = async () => {
    if (navigator.globalPrivacyControl || navigator.doNotTrack === '1') return show('refused')
    const consent = choice()
    if (consent === declined) return show('off')
    if (consent && (await begin(consent))) return
    show('asked')
  }
  start().catch(() => show('asked'))
})()
