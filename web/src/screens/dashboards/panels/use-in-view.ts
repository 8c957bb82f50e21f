import { useEffect, useState, type RefObject } from 'react'

/** Asked for a little before it is seen. */
const ahead = '320px 0px'

/** Whether the element is in view, or nearly. */
export function useInView(box: RefObject<HTMLElement | null>): boolean {
  const [inView, setInView] = useState(false)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new IntersectionObserver((entries) => setInView(entries.at(-1)?.isIntersecting === true), {
      rootMargin: ahead,
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return inView
}
