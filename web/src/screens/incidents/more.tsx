import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { fullNumber } from '../../format.ts'

/** So many of a list, and more of it when one asks: what a stranger sends does not decide how much is drawn. */
export function useMore<T>(items: readonly T[], first: number, step: number) {
  const [count, setCount] = useState(first)
  const rest = items.length - count
  return {
    shown: items.slice(0, count),
    more: (noun: string) =>
      rest > 0 && (
        <Button look="quiet" className="w-full" onClick={() => setCount(count + step)}>
          {rest <= step
            ? `Show ${fullNumber(rest)} more ${noun}`
            : `Show ${fullNumber(step)} more of ${fullNumber(rest)} ${noun}`}
        </Button>
      ),
  }
}
