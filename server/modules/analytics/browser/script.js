// Counts that this page was read. No cookie, no storage, no third party: what is sent is the address of the page
// without its query, and the address of the page before. See /privacy.
;(() => {
  if (navigator.globalPrivacyControl || navigator.doNotTrack === '1') return

  const send = () => {
    const event = {
      n: 'pageview',
      u: location.origin + location.pathname,
      d: location.hostname,
      r: document.referrer || null,
    }
    fetch('/api/event', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify(event),
      credentials: 'omit',
      keepalive: true,
    }).catch(() => {})
  }

  // A page that was loaded ahead is read when somebody comes to see it.
  if (document.prerendering) document.addEventListener('prerenderingchange', send, { once: true })
  else send()
})()
