import { createContext, useContext } from 'react'

/** Whether the shell already stands around: a page has one `main`. */
export const InShell = createContext(false)

export function useMainElement(): 'main' | 'div' {
  return useContext(InShell) ? 'div' : 'main'
}
