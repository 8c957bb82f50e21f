/** State of a form: keeps what was typed through errors and reloads, and shows the API's message at its field. */
import { useRef, useState } from 'react'
import { ApiError, sentence } from './api.ts'
import { readStored, storageKeys, writeStored } from './storage.ts'

type Values = Record<string, unknown>
type Rule<V> = (values: V) => string | undefined

export type FormOptions<V extends Values> = {
  initial: V
  /** By field: a sentence when the value cannot be right. Checked on leaving the field and before sending. */
  rules?: Partial<Record<keyof V & string, Rule<V>>>
  /** Name of the draft that outlives a reload; leave it out where a field is secret. */
  draft?: string
  submit: (values: V) => Promise<void>
}

export type Form<V extends Values> = {
  values: V
  errors: Partial<Record<string, string>>
  pending: boolean
  /** What cannot be shown at a field. */
  problem: unknown
  dirty: boolean
  set: <K extends keyof V>(name: K, value: V[K]) => void
  leave: (name: keyof V & string) => void
  submit: () => void
  reset: () => void
  /** Given to the form element, to move the focus to what is wrong. */
  element: React.RefObject<HTMLFormElement | null>
}

export function useForm<V extends Values>({ initial, rules = {}, draft, submit }: FormOptions<V>): Form<V> {
  const [values, setValues] = useState<V>(() => ({ ...initial, ...(draft && readDraft(draft)) }))
  const [errors, setErrors] = useState<Form<V>['errors']>({})
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const [dirty, setDirty] = useState(false)
  const element = useRef<HTMLFormElement>(null)

  const check = (name: string): string | undefined => (rules as Partial<Record<string, Rule<V>>>)[name]?.(values)
  const focusFirst = (): void =>
    void requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())

  const send = async (): Promise<void> => {
    const found = Object.fromEntries(Object.keys(rules).flatMap((name) => (check(name) ? [[name, check(name)]] : [])))
    setErrors(found)
    setProblem(undefined)
    if (Object.keys(found).length > 0) return focusFirst()
    setPending(true)
    try {
      await submit(values)
      if (draft) writeDraft(draft, undefined)
      setDirty(false)
    } catch (error) {
      const atFields = fieldErrors(error, values)
      setErrors(atFields)
      // With every complaint at its field there is nothing left to say above the button.
      if (
        !(error instanceof ApiError) ||
        error.fields.length === 0 ||
        Object.keys(atFields).length < error.fields.length
      )
        setProblem(error)
      focusFirst()
    } finally {
      setPending(false)
    }
  }

  return {
    values,
    errors,
    pending,
    problem,
    dirty,
    element,
    set: (name, value) => {
      setValues((current) => {
        const next = { ...current, [name]: value }
        if (draft) writeDraft(draft, next)
        return next
      })
      setDirty(true)
      setErrors(({ [name as string]: _, ...others }) => others)
    },
    leave: (name) => {
      const message = check(name)
      if (message && values[name] !== initial[name]) setErrors((others) => ({ ...others, [name]: message }))
    },
    submit: () => {
      if (!pending) void send()
    },
    reset: () => {
      setValues(initial)
      setErrors({})
      setProblem(undefined)
      setDirty(false)
      if (draft) writeDraft(draft, undefined)
    },
  }
}

/** `workspace.slug` finds the field `workspace.slug`, or else `slug`. */
function fieldErrors(error: unknown, values: Values): Record<string, string> {
  if (!(error instanceof ApiError)) return {}
  const found: Record<string, string> = {}
  for (const { path, message } of error.fields) {
    const name = [path, path.split('.').at(-1) ?? path, path.split('.')[0] ?? path].find(
      (candidate) => candidate in values,
    )
    if (name) found[name] ??= sentence(message)
  }
  return found
}

function readDrafts(): Record<string, Values> {
  try {
    return JSON.parse(readStored(storageKeys.drafts) ?? '{}') as Record<string, Values> // written by writeDraft alone
  } catch {
    return {}
  }
}

function readDraft(name: string): Values | undefined {
  return readDrafts()[name]
}

function writeDraft(name: string, values: Values | undefined): void {
  const { [name]: _, ...others } = readDrafts()
  const drafts = values ? { ...others, [name]: values } : others
  writeStored(storageKeys.drafts, Object.keys(drafts).length > 0 ? JSON.stringify(drafts) : undefined)
}

export const rules = {
  filled: (what: string) => (value: unknown) => (String(value).trim() === '' ? `${what} is needed.` : undefined),
  email: (value: string) =>
    /^\S+@\S+\.\S+$|^\S+@localhost$/.test(value.trim()) ? undefined : 'This is not an e-mail address.',
  slug: (value: string) =>
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/.test(value)
      ? undefined
      : 'Use 2 to 40 lower-case letters, digits and dashes, with no dash at the ends.',
}
