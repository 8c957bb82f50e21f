import { useEffect, useState } from 'react'

/** What stands behind the # of a mailed link. It is taken out of the address bar at once, where others could see it. */
export function useLinkSecret(): string {
  const [secret] = useState(() => location.hash.slice(1))
  useEffect(() => {
    if (location.hash) history.replaceState(history.state, '', location.pathname + location.search)
  }, [])
  return secret
}
