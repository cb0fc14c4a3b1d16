// Before Streamlit starts: where the server is, so that it does not look for one under the address of each page.
window.__streamlit = { BACKEND_BASE_URL: location.origin, MAIN_PAGE_BASE_URL: location.origin };
