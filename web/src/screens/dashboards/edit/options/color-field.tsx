import { cssColor } from '#common/dashboards'
import { useId } from 'react'
import { Select } from '../../../../components/field.tsx'
import { Labelled } from '../controls.tsx'

const names = [
  'green',
  'yellow',
  'orange',
  'red',
  'blue',
  'purple',
  'semi-dark-green',
  'dark-red',
  'text',
  'transparent',
]

type Props = { label: string; value: string; onChange: (color: string) => void; bare?: boolean }

/** A name, which is readable in light and dark, or a color of one's own. */
export function ColorField({ label, value, onChange, bare = false }: Props) {
  const id = useId()
  const own = value.startsWith('#')
  const known = names.includes(value)
  const inner = (
    <span className="flex min-w-0 items-center gap-1.5">
      <span
        aria-hidden
        className="size-4 shrink-0 rounded border border-line-strong"
        style={{ background: cssColor(value || 'text') }}
      />
      <Select
        id={id}
        {...(bare && { 'aria-label': label })}
        value={own ? '#' : value}
        className="h-7.5 min-w-0 flex-1 pointer-coarse:h-10"
        onChange={(event) => onChange(event.target.value === '#' ? '#3274d9' : event.target.value)}
        options={[
          ...(known || own ? [] : [{ value, word: value || 'None' }]),
          ...names.map((name) => ({ value: name, word: name })),
          { value: '#', word: 'Own …' },
        ]}
      />
      {own && (
        <input
          type="color"
          aria-label={`${label}, own`}
          value={/^#[\da-f]{6}$/i.test(value) ? value : '#3274d9'}
          onChange={(event) => onChange(event.target.value)}
          className="h-7 w-9 shrink-0 rounded border border-line-strong bg-surface"
        />
      )}
    </span>
  )
  return bare ? (
    inner
  ) : (
    <Labelled id={id} label={label}>
      {inner}
    </Labelled>
  )
}
