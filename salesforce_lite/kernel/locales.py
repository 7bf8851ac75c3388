"""The languages and regions people choose from."""

LOCALES = {
    "en": "English",
    "es-ES": "Español (España)",
    "es-MX": "Español (México)",
    "es-AR": "Español (Argentina)",
    "es-CL": "Español (Chile)",
    "es-CO": "Español (Colombia)",
    "es-PE": "Español (Perú)",
}
