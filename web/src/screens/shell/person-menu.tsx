import Keyboard from 'lucide-react/icons/keyboard'
import LogOut from 'lucide-react/icons/log-out'
import ShieldCheck from 'lucide-react/icons/shield-check'
import UserRound from 'lucide-react/icons/user-round'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../../api.ts'
import { Menu, MenuChoice, MenuGroup, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { toastError } from '../../components/toast.tsx'
import { useSession } from '../../session.ts'
import { chooseTheme, chosenTheme, themes } from '../../theme.ts'

export function PersonMenu({ onKeys }: { onKeys: () => void }) {
  const { user, staff } = useSession()
  const [theme, setTheme] = useState(chosenTheme)
  const navigate = useNavigate()
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          className="flex size-7.5 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent hover:brightness-95 pointer-coarse:size-9"
        >
          <span aria-hidden>{initials(user.name)}</span>
          <span className="sr-only">{user.name}: profile, theme, shortcuts, sign out</span>
        </button>
      }
    >
      <div className="px-2 pt-1.5 pb-2">
        <p className="font-medium">{user.name}</p>
        <p className="text-xs text-faint">{user.email}</p>
      </div>
      <MenuSeparator />
      <MenuGroup label="Theme">
        {themes.map(({ value, word }) => (
          <MenuChoice
            key={word}
            chosen={theme === value}
            onClick={() => {
              chooseTheme(value)
              setTheme(value)
            }}
          >
            {word}
          </MenuChoice>
        ))}
      </MenuGroup>
      <MenuSeparator />
      <MenuItem icon={<UserRound aria-hidden />} onClick={() => void navigate({ to: '/you' })}>
        You and your sign-in
      </MenuItem>
      {staff && (
        <MenuItem icon={<ShieldCheck aria-hidden />} onClick={() => void navigate({ to: '/staff' })}>
          This installation
        </MenuItem>
      )}
      <MenuItem icon={<Keyboard aria-hidden />} onClick={onKeys}>
        Shortcuts
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden />} onClick={signOut}>
        Sign out
      </MenuItem>
    </Menu>
  )
}

/** Loads the page anew: nothing of one person may be left in it for the next one at this browser. */
function signOut(): void {
  client.signOut().then(() => location.assign('/app/'), toastError)
}

function initials(name: string): string {
  const parts = name.trim().split(/\s+/)
  return [parts[0], parts.length > 1 ? parts.at(-1) : ''].map((part) => part?.charAt(0).toUpperCase() ?? '').join('')
}
