import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useWorkspace } from '../../session.ts'
import { useSettled } from '../../settled.ts'
import { checkQuery } from './grouping-queries.ts'

export type RuleError = { line: number; column: number; message: string }
export type RuleCheck = {
  /** Of the text as it was read last. */
  errors: readonly RuleError[]
  /** It was read, and nothing is wrong with it. */
  isReadable: boolean
  isChecking: boolean
  /** On leaving the field: does not wait until the typing has stopped. */
  now: () => void
}

const settleMs = 400

/** What is wrong with the text, read by the server while it is written. */
export function useRuleCheck(text: string): RuleCheck {
  const { slug } = useWorkspace()
  const settled = useSettled(text, settleMs)
  const [left, setLeft] = useState<string>()
  const asked = left === text ? left : settled
  const { data, isFetching } = useQuery({
    ...checkQuery(slug, asked),
    placeholderData: (previous) => previous,
    enabled: asked.trim() !== '',
  })
  const isEmpty = asked.trim() === ''
  const errors = isEmpty ? [] : (data?.errors ?? [])
  return {
    errors,
    isReadable: errors.length === 0 && (isEmpty || data !== undefined),
    isChecking: isFetching || asked !== text,
    now: () => setLeft(text),
  }
}
