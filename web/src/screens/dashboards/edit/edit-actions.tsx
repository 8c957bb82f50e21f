import Copy from 'lucide-react/icons/copy'
import Move from 'lucide-react/icons/move'
import Pencil from 'lucide-react/icons/pencil'
import Trash2 from 'lucide-react/icons/trash-2'
import { duplicatePanel, removePanel, type Grid, type JsonObject, type Panel } from '#common/dashboards'
import { IconButton } from '../../../components/button.tsx'
import { Menu, MenuGroup, MenuItem } from '../../../components/menu.tsx'
import { toast } from '../../../components/toast.tsx'
import { useBoard } from '../board.ts'
import { step, type Step } from './move.ts'

type Props = {
  panel: Panel
  panels: readonly Panel[]
  json: JsonObject
  onChange: (json: JsonObject, kind?: string) => void
  move: (changed: ReadonlyMap<number, Grid>) => void
}

const size = 'size-6 pointer-coarse:size-8'

/** For the mouse, for keys and for fingers: edit, copy, remove, and every step of a move. */
export function EditActions({ panel, panels, json, onChange, move }: Props) {
  const { set } = useBoard()
  const name = panel.title || 'this panel'
  const go = (by: Step): void => move(step(panels, panel.id, by))
  const edit = (): void => set({ edit: true, change: panel.id, part: undefined })
  const duplicate = (): void => onChange(duplicatePanel(json, panel.id).json)
  const remove = (): void => {
    onChange(removePanel(json, panel.id))
    toast({
      words: `${panel.title || 'The panel'} is removed.`,
      action: { words: 'Undo', run: () => onChange(json) },
    })
  }
  // A small panel has room for one button.
  const small = panel.grid.w <= 5
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton
            label={`Move or size ${name}: arrows move, shift and arrows size`}
            className={size}
            onKeyDown={(event) => {
              const by = (event.shiftKey ? sizes : moves)[event.key]
              if (!by) return
              event.preventDefault()
              event.stopPropagation()
              go(by)
            }}
          >
            <Move aria-hidden />
          </IconButton>
        }
      >
        {small && (
          <MenuGroup label="Panel">
            <MenuItem icon={<Pencil aria-hidden />} onClick={edit}>
              Edit
            </MenuItem>
            <MenuItem icon={<Copy aria-hidden />} onClick={duplicate}>
              Duplicate
            </MenuItem>
            <MenuItem icon={<Trash2 aria-hidden />} onClick={remove}>
              Remove
            </MenuItem>
          </MenuGroup>
        )}
        <MenuGroup label="Move">
          {steps.slice(0, 4).map(([by, words]) => (
            <MenuItem key={by} onClick={() => go(by)}>
              {words}
            </MenuItem>
          ))}
        </MenuGroup>
        <MenuGroup label="Size">
          {steps.slice(4).map(([by, words]) => (
            <MenuItem key={by} onClick={() => go(by)}>
              {words}
            </MenuItem>
          ))}
        </MenuGroup>
      </Menu>
      {!small && (
        <>
          <IconButton label={`Edit ${name}`} className={size} onClick={edit}>
            <Pencil aria-hidden />
          </IconButton>
          <IconButton label={`Duplicate ${name}`} className={size} onClick={duplicate}>
            <Copy aria-hidden />
          </IconButton>
          <IconButton label={`Remove ${name}`} className={size} onClick={remove}>
            <Trash2 aria-hidden />
          </IconButton>
        </>
      )}
    </>
  )
}

const moves: Partial<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}
const sizes: Partial<Record<string, Step>> = {
  ArrowLeft: 'narrower',
  ArrowRight: 'wider',
  ArrowUp: 'lower',
  ArrowDown: 'taller',
}
const steps = [
  ['left', 'To the left'],
  ['right', 'To the right'],
  ['up', 'Up'],
  ['down', 'Down'],
  ['wider', 'Wider'],
  ['narrower', 'Narrower'],
  ['taller', 'Taller'],
  ['lower', 'Less tall'],
] as const satisfies readonly (readonly [Step, string])[]
