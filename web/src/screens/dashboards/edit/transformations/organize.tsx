import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import type { JsonObject } from '#common/dashboards'
import { IconButton } from '../../../../components/button.tsx'
import { cn } from '../../../../components/class-names.ts'
import { MoveButtons } from '../../../../components/move-buttons.tsx'
import { box } from '../controls.tsx'
import { organized, withMoved, withName, withShown } from './options.ts'

type Props = {
  options: JsonObject
  columns: readonly string[]
  onChange: (options: JsonObject, kind?: string) => void
}

/** A line for each column: whether it is shown, where it stands, and what it is called. */
export function Organize({ options, columns, onChange }: Props) {
  const order = organized(options, columns)
  if (order.length === 0) return <p className="text-xs text-faint">There is no column in what came back.</p>
  return (
    <ul aria-label="Columns" className="col-span-full flex max-h-72 flex-col gap-1 overflow-y-auto p-px">
      {order.map(({ name, isShown, newName }, place) => (
        <li key={name} className="flex items-center gap-1">
          <IconButton
            label={isShown ? `Hide ${name}` : `Show ${name}`}
            aria-pressed={!isShown}
            onClick={() => onChange(withShown(options, name, !isShown))}
          >
            {isShown ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
          </IconButton>
          <span title={name} className={cn('min-w-0 flex-1 truncate text-sm', !isShown && 'text-faint line-through')}>
            {name}
          </span>
          <span className="w-2/5 shrink-0">
            <input
              aria-label={`New name of ${name}`}
              placeholder="its own name"
              value={newName}
              maxLength={500}
              onChange={(event) => onChange(withName(options, name, event.target.value), `renameByName ${name}`)}
              className={cn(box, 'h-7.5 pointer-coarse:h-10')}
            />
          </span>
          <MoveButtons
            name={name}
            place={place}
            count={order.length}
            onMove={(by) => onChange(withMoved(options, order, place, by))}
          />
        </li>
      ))}
    </ul>
  )
}
