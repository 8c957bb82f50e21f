import { useRef, useState } from 'react'
import { ApiError, type ScrubbingRule } from '../../../api.ts'
import { cleanRule, errorsAt, newRule } from './words.ts'

export type Row = { key: number; rule: ScrubbingRule }
export type Rules = {
  rows: readonly Row[]
  /** As they are sent. */
  rules: ScrubbingRule[]
  /** What the API said when it was asked to save, by `<row>.<field>`. */
  errors: Record<string, string>
  problem: unknown
  pending: boolean
  dirty: boolean
  change: (key: number, changes: Partial<ScrubbingRule>) => void
  move: (key: number, by: -1 | 1) => void
  remove: (key: number) => void
  add: () => void
  touch: () => void
  save: () => void
}

/** The rules as they are edited, in their order; `send` saves them and gives them as they are then. */
export function useRules(initial: readonly ScrubbingRule[], send: (rules: ScrubbingRule[]) => Promise<void>): Rules {
  const nextKey = useRef(initial.length)
  const [rows, setRows] = useState<readonly Row[]>(() => initial.map((rule, key) => ({ key, rule })))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<unknown>()
  const [pending, setPending] = useState(false)
  const [dirty, setDirty] = useState(false)
  const rules = rows.map(({ rule }) => cleanRule(rule))

  // What an answer says of rules that were changed since they were sent is not about these.
  const version = useRef(0)

  const touch = (): void => {
    version.current += 1
    setDirty(true)
    setErrors({})
    setProblem(undefined)
  }
  const edit = (change: (rows: readonly Row[]) => readonly Row[]): void => {
    touch()
    setRows(change)
  }
  const save = async (): Promise<void> => {
    const sent = version.current
    setPending(true)
    setProblem(undefined)
    try {
      await send(rules)
      if (sent === version.current) setDirty(false)
    } catch (error) {
      if (sent !== version.current) return
      const found = error instanceof ApiError ? errorsAt(error.fields) : {}
      setErrors(found)
      if (Object.keys(found).length === 0) setProblem(error)
    } finally {
      setPending(false)
    }
  }

  return {
    ...{ rows, rules, errors, problem, pending, dirty, touch },
    change: (key, changes) =>
      edit((all) => all.map((row) => (row.key === key ? { key, rule: { ...row.rule, ...changes } } : row))),
    move: (key, by) => edit((all) => moved(all, key, by)),
    remove: (key) => edit((all) => all.filter((row) => row.key !== key)),
    add: () => {
      const key = nextKey.current++
      edit((all) => [...all, { key, rule: newRule }])
    },
    save: () => {
      if (!pending) void save()
    },
  }
}

function moved(rows: readonly Row[], key: number, by: -1 | 1): readonly Row[] {
  const at = rows.findIndex((row) => row.key === key)
  const row = rows[at]
  const to = at + by
  if (!row || to < 0 || to >= rows.length) return rows
  return rows.toSpliced(at, 1).toSpliced(to, 0, row)
}
