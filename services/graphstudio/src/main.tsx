import '@fontsource-variable/instrument-sans/wght.css'
import '@xyflow/react/dist/base.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/pages.css'
import './styles/studio.css'
import './styles/canvas.css'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './ui/App'
import { AnnouncerProvider } from './ui/parts/Announcer'
import { Boundary } from './ui/parts/Boundary'
import { PreferencesProvider } from './ui/preferences'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <PreferencesProvider>
      <AnnouncerProvider>
        <Boundary>
          <App />
        </Boundary>
      </AnnouncerProvider>
    </PreferencesProvider>
  </StrictMode>,
)

// What the system may have itself comes after the page.
setTimeout(() => void import('@fontsource-variable/noto-sans-sc/wght.css'))
