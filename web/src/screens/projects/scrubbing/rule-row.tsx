import Trash2 from 'lucide-react/icons/trash-2'
import { useId } from 'react'
import { sentence, type ScrubbingRule } from '../../../api.ts'
import { IconButton } from '../../../components/button.tsx'
import { cn } from '../../../components/class-names.ts'
import { Checkbox, Select } from '../../../components/field.tsx'
import { MoveButtons } from '../../../components/move-buttons.tsx'
import { counted } from '../../../format.ts'
import type { Row, Rules } from './use-rules.ts'
import { dataTypes, leaves, methods, selectors } from './words.ts'

type Props = {
  row: Row
  index: number
  count: number
  /** By field, of saving or of the preview. */
  errors: Record<string, string>
  /** In how many places of the event that is looked at it did something; undefined: not known. */
  hits: number | undefined
  refusal: string | undefined
  rules: Rules
}

const box =
  'h-8.5 w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm placeholder:text-faint hover:border-muted aria-[invalid=true]:border-down pointer-coarse:h-10'

/** One rule: what is done, to which data, where. */
export function RuleRow({ row: { key, rule }, index, count, errors, hits, refusal, rules }: Props) {
  const id = useId()
  const set = (changes: Partial<ScrubbingRule>): void => rules.change(key, changes)
  const errorOf = (name: string): string | undefined => errors[`${index}.${name}`]
  const messages = ['method', 'dataType', 'selector', 'pattern', 'replacement'].flatMap((name) => errorOf(name) ?? [])
  const field = (name: string) => ({
    disabled: refusal !== undefined,
    'aria-invalid': errorOf(name) ? (true as const) : undefined,
    'aria-describedby': messages.length > 0 ? `${id}-error` : `${id}-hint`,
  })
  const name = `Rule ${index + 1}`
  return (
    <li aria-label={name} className="border-t border-line px-3 py-3 first:border-t-0 sm:px-4">
      <div className="flex flex-wrap items-center gap-2">
        <span className="w-5 shrink-0 text-xs text-faint">{index + 1}</span>
        <Select
          {...field('method')}
          aria-label={`${name}: what is done`}
          value={rule.method}
          onChange={({ target }) =>
            set({ method: methods.find(({ value }) => value === target.value)?.value ?? 'replace' })
          }
          options={methods}
          className="h-8.5 pointer-coarse:h-10"
        />
        <Select
          {...field('dataType')}
          aria-label={`${name}: to which data`}
          value={rule.dataType}
          onChange={({ target }) =>
            set({ dataType: dataTypes.find(({ value }) => value === target.value)?.value ?? 'email' })
          }
          options={dataTypes}
          className="h-8.5 max-w-full pointer-coarse:h-10"
        />
        <span className="ml-auto flex">
          <MoveButtons
            name={name}
            place={index}
            count={count}
            disabled={refusal !== undefined}
            onMove={(by) => rules.move(key, by)}
          />
          <IconButton label={`Take ${name} away`} disabled={refusal !== undefined} onClick={() => rules.remove(key)}>
            <Trash2 aria-hidden />
          </IconButton>
        </span>
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2 pl-7">
        <span className="text-muted">in</span>
        <input
          {...field('selector')}
          aria-label={`${name}: where`}
          value={rule.selector}
          onChange={({ target }) => set({ selector: target.value })}
          list={`${id}-places`}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          className={cn(box, 'min-w-36 flex-1 basis-40 font-mono')}
        />
        <datalist id={`${id}-places`}>
          {selectors.map(([selector, words]) => (
            <option key={selector} value={selector}>
              {words}
            </option>
          ))}
        </datalist>
        <More rule={rule} name={name} set={set} field={field} />
      </div>
      <p
        id={`${id}-error`}
        role={messages.length > 0 ? 'alert' : undefined}
        className="mt-1.5 pl-7 text-xs text-down empty:hidden"
      >
        {messages.map(sentence).join(' ')}
      </p>
      <p id={`${id}-hint`} className={cn('mt-1.5 pl-7 text-xs text-faint', messages.length > 0 && 'hidden')}>
        {leaves(rule).replace(/^./, (first) => first.toUpperCase())}
        {hits !== undefined && (
          <span className={cn(hits > 0 && 'font-medium text-text')}>
            {hits > 0 ? ` · ${counted(hits, 'place')} in this event` : ' · nothing in this event'}
          </span>
        )}
      </p>
    </li>
  )
}

type MoreProps = {
  rule: ScrubbingRule
  name: string
  set: (changes: Partial<ScrubbingRule>) => void
  field: (name: string) => object
}

/** What only some rules have. */
function More({ rule, name, set, field }: MoreProps) {
  return (
    <>
      {rule.dataType === 'pattern' && (
        <span className="order-first flex basis-full flex-wrap items-center gap-x-3 gap-y-2">
          <input
            {...field('pattern')}
            aria-label={`${name}: pattern`}
            value={rule.pattern ?? ''}
            onChange={({ target }) => set({ pattern: target.value })}
            placeholder="EMP-\d{5}"
            spellCheck={false}
            autoCapitalize="off"
            className={cn(box, 'min-w-40 flex-1 font-mono')}
          />
          <Checkbox
            label="Without case"
            checked={rule.ignoreCase ?? false}
            onChange={({ target }) => set({ ignoreCase: target.checked })}
          />
        </span>
      )}
      {rule.method === 'replace' && (
        <span className="flex min-w-40 flex-1 basis-40 items-center gap-3">
          <span className="text-muted">by</span>
          <input
            {...field('replacement')}
            aria-label={`${name}: replacement`}
            value={rule.replacement ?? ''}
            onChange={({ target }) => set({ replacement: target.value })}
            placeholder={`[${rule.dataType === 'anything' ? 'removed' : rule.dataType}]`}
            maxLength={50}
            className={cn(box, 'min-w-0 flex-1 font-mono')}
          />
        </span>
      )}
    </>
  )
}
