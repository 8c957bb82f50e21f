import Search from 'lucide-react/icons/search'
import { IconButton } from '../../components/button.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { LiveSign } from './live-sign.tsx'
import { GuestSign } from './guest-sign.tsx'
import { PersonMenu } from './person-menu.tsx'
import { WhereMenu } from './where-menu.tsx'

/** Where one is, a way to everything, whether it is live, and who one is. */
export function Header({ onSearch, onKeys }: { onSearch: () => void; onKeys: () => void }) {
  return (
    <header className="flex h-12 min-w-0 items-center gap-2 border-b border-line bg-canvas px-3 md:h-13 md:border-b-0 md:px-4">
      <WhereMenu />
      <GuestSign />
      <div className="flex-1" />
      <button
        type="button"
        onClick={onSearch}
        className="hidden h-8 w-64 items-center gap-2 rounded-md border border-line bg-surface pr-1.5 pl-2.5 text-faint shadow-card hover:border-line-strong hover:text-muted lg:flex"
      >
        <Search className="size-3.5" aria-hidden />
        <span className="flex-1 text-left">Search or go to …</span>
        <Kbd keys="mod+k" />
      </button>
      <IconButton label="Search or go to" onClick={onSearch} className="lg:hidden">
        <Search aria-hidden />
      </IconButton>
      <LiveSign />
      <PersonMenu onKeys={onKeys} />
      {/* Menus open in here: all that is on a page belongs to a landmark. */}
      <div id="layer" />
    </header>
  )
}
