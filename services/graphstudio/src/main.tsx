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
import { PreferencesProvider } from './ui/preferences'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <PreferencesProvider>
      <AnnouncerProvider>
        <App />
      </AnnouncerProvider>
    </PreferencesProvider>
  </StrictMode>,
)
