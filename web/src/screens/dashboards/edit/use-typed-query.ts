import { useEffect, useRef, useState } from 'react'

/** A query is asked when nobody types for this long, when it is left, or by ⌘enter. */
const pauseMs = 900

/** What is typed into an editor, handed over in steps that can be asked. Undo of the dashboard brings its text back. */
export function useTypedQuery(stored: string, onTaken: (text: string) => void) {
  const [typed, setTyped] = useState(stored)
  const [seen, setSeen] = useState(stored)
  if (stored !== seen) {
    setSeen(stored)
    setTyped(stored)
  }
  const take = useRef(onTaken)
  useEffect(() => {
    take.current = onTaken
  })
  useEffect(() => {
    if (typed === stored) return
    const timer = setTimeout(() => take.current(typed), pauseMs)
    return () => clearTimeout(timer)
  }, [typed, stored])
  const run = (): void => {
    if (typed !== stored) take.current(typed)
  }
  return [typed, setTyped, run] as const
}
