import { unitGroups } from '#common/dashboards'
import { useId } from 'react'
import { Labelled, Text } from '../controls.tsx'
import { Numeric } from '../numeric.tsx'
import type { OptionProps } from './panel-options.tsx'

const field = (name: string): string[] => ['fieldConfig', 'defaults', name]

export function ValueOptions({ panel: { field: of }, setOption }: OptionProps) {
  const setText = (name: string) => (value: string) => setOption(field(name), value === '' ? undefined : value)
  const setNumber = (name: string) => (value: number | undefined) => setOption(field(name), value)
  return (
    <>
      <UnitChoice value={of.unit} onChange={(unit) => setOption(field('unit'), unit === '' ? undefined : unit)} />
      <div className="grid grid-cols-3 gap-2">
        <Numeric label="Decimals" value={of.decimals} min={0} max={20} step={1} onChange={setNumber('decimals')} />
        <Numeric label="Least" value={of.min} onChange={setNumber('min')} />
        <Numeric label="Most" value={of.max} onChange={setNumber('max')} />
      </div>
      <Text label="Name of the series" value={of.displayName ?? ''} onChange={setText('displayName')} />
      <Text label="Where there is no value" value={of.noValue ?? ''} onChange={setText('noValue')} placeholder="–" />
    </>
  )
}

type UnitProps = { value: string; onChange: (unit: string) => void; label?: string }

/** The browser's own list in groups: typing the first letters finds a unit. */
export function UnitChoice({ value, onChange, label = 'Unit' }: UnitProps) {
  const id = useId()
  const known = value === '' || unitGroups.some(({ units }) => units.some((unit) => unit.id === value))
  return (
    <Labelled id={id} label={label}>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-7.5 w-full rounded-md border border-line-strong bg-surface px-2 text-sm hover:border-muted pointer-coarse:h-10"
      >
        <option value="">None</option>
        {!known && <option value={value}>{value}</option>}
        {unitGroups.map(({ name, units }) => (
          <optgroup key={name} label={name}>
            {units.map((unit) => (
              <option key={unit.id} value={unit.id}>
                {unit.name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </Labelled>
  )
}
