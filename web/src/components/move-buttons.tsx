import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import { IconButton } from './button.tsx'

type Props = { name: string; place: number; count: number; disabled?: boolean; onMove: (by: -1 | 1) => void }

/** Of one thing in a list whose order matters: a place up, a place down. */
export function MoveButtons({ name, place, count, disabled = false, onMove }: Props) {
  return (
    <>
      <IconButton label={`Move ${name} up`} disabled={disabled || place === 0} onClick={() => onMove(-1)}>
        <ArrowUp aria-hidden />
      </IconButton>
      <IconButton label={`Move ${name} down`} disabled={disabled || place === count - 1} onClick={() => onMove(1)}>
        <ArrowDown aria-hidden />
      </IconButton>
    </>
  )
}
