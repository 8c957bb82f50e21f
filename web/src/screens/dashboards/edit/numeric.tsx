import { useId, useState } from 'react'
import { cn } from '../../../components/class-names.ts'
import { box, Labelled, type Common } from './controls.tsx'

type NumberProps = Common & {
  value: number | undefined
  onChange: (value: number | undefined) => void
  min?: number
  max?: number
  step?: number | 'any'
  placeholder?: string
}

/** Empty is undefined: what the panel works out itself. */
export function Numeric({ value, onChange, min, max, step = 'any', placeholder = 'auto', ...common }: NumberProps) {
  const id = useId()
  const [text, setText] = useState(value === undefined ? '' : String(value))
  const [seen, setSeen] = useState(value)
  if (value !== seen) {
    setSeen(value)
    if ((text.trim() === '' ? undefined : Number(text)) !== value) setText(value === undefined ? '' : String(value))
  }
  const number = Number(text)
  const wrong =
    text.trim() !== '' && (!Number.isFinite(number) || number < (min ?? -Infinity) || number > (max ?? Infinity))
  return (
    <Labelled id={id} {...common}>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        value={text}
        {...{ min, max, step, placeholder }}
        aria-invalid={wrong || undefined}
        onChange={(event) => {
          const next = event.target.value
          setText(next)
          const parsed = next.trim() === '' ? undefined : Number(next)
          if (
            parsed === undefined ||
            (Number.isFinite(parsed) && parsed >= (min ?? -Infinity) && parsed <= (max ?? Infinity))
          )
            onChange(parsed)
        }}
        className={cn(box, 'h-7.5 pointer-coarse:h-10')}
      />
    </Labelled>
  )
}
