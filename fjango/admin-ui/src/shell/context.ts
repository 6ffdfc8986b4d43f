import { createContext } from 'react'

/** What parts of the frame do for each other. */
export const ShellContext = createContext({
  openPalette: () => {},
  openHelp: () => {},
  openNavigation: () => {},
  changeLanguage: (_: string) => {},
})
