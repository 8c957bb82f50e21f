import { useEffect, useState } from 'react'

type Typed = [text: string, setText: (text: string) => void, send: (text?: string) => void]

/**
 * What is typed into a field whose value lives elsewhere, mostly in the address. `send` hands it over, trimmed; with
 * `pauseMs` so does a pause of the typing. A value that comes from elsewhere replaces the text; one that this field
 * itself has sent comes back late and must not overwrite what was typed since.
 */
export function useTyped(value: string, onChange: (value: string) => void, pauseMs?: number): Typed {
  const [text, setText] = useState(value)
  const [seen, setSeen] = useState(value)
  const [underWay, setUnderWay] = useState<readonly string[]>([])
  if (value !== seen) {
    const at = underWay.indexOf(value)
    setSeen(value)
    setUnderWay(at === -1 ? [] : underWay.slice(at + 1))
    if (at === -1) setText(value)
  }
  const current = underWay.at(-1) ?? value
  const send = (next = text): void => {
    if (next.trim() === current) return
    setUnderWay([...underWay, next.trim()])
    onChange(next.trim())
  }
  useEffect(() => {
    if (pauseMs === undefined || text.trim() === current) return
    const timer = setTimeout(send, pauseMs)
    return () => clearTimeout(timer)
  })
  return [text, setText, send]
}
