"""The people of the sample company: who they are, their teams, and what they look after."""

from dataclasses import dataclass

from salesforce_lite.demo.seeded import Plot

DOMAIN = "example.com"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of them. `regional` is the region of their Spanish; `team` a key of `TEAMS`."""

    name: str
    role: str
    regional: str
    zone: str
    team: str = ""

    @property
    def email(self) -> str:
        plain = self.name.lower().translate(str.maketrans("áéíóúñ", "aeioun"))
        return f"{plain.replace(' ', '.')}@{DOMAIN}"

    def locale(self, plot: Plot) -> str:
        return self.regional if plot.language == "es" else "en"


ADMIN = Colleague("Lucía Ferrer", "admin", "es-ES", "Europe/Madrid")
HEAD = Colleague("Marta Salas", "manager", "es-ES", "Europe/Madrid")
AMERICAS = Colleague("Rodrigo Méndez", "manager", "es-MX", "America/Mexico_City")
ANA = Colleague("Ana Ruiz", "rep", "es-ES", "Europe/Madrid", "iberia")
JAVIER = Colleague("Javier Soler", "rep", "es-ES", "Europe/Madrid", "iberia")
FERNANDA = Colleague("Fernanda Ríos", "rep", "es-MX", "America/Mexico_City", "north")
CAMILO = Colleague("Camilo Torres", "rep", "es-CO", "America/Bogota", "north")
PAULA = Colleague("Paula Benítez", "rep", "es-AR", "America/Argentina/Buenos_Aires", "south")
IGNACIO = Colleague("Ignacio Rojas", "rep", "es-CL", "America/Santiago", "south")
NURIA = Colleague("Nuria Vidal", "inside_rep", "es-ES", "Europe/Madrid", "iberia")
DIEGO = Colleague("Diego Quispe", "inside_rep", "es-PE", "America/Lima", "south")

COLLEAGUES = (
    ADMIN, HEAD, AMERICAS, ANA, JAVIER, FERNANDA, CAMILO, PAULA, IGNACIO, NURIA, DIEGO,
)  # fmt: skip
# Whose address and password are told, so that somebody can sign in as each.
INTRODUCED = (ADMIN, HEAD, ANA)

# key, manager, team above
TEAMS = (
    ("sales", HEAD, ""),
    ("iberia", HEAD, "sales"),
    ("north", AMERICAS, "sales"),
    ("south", AMERICAS, "sales"),
)
PORTFOLIOS = {
    "centre": ANA,
    "coast": JAVIER,
    "mexico": FERNANDA,
    "colombia": CAMILO,
    "argentina": PAULA,
    "pacific": IGNACIO,
    "phone_europe": NURIA,
    "phone_america": DIEGO,
}
_BY_COUNTRY = {
    "MX": "mexico", "CO": "colombia", "AR": "argentina", "CL": "pacific", "PE": "pacific",
}  # fmt: skip
# North of it Ana travels, south and east Javier.
_PARALLEL = 40.2


def portfolio_for(country: str, latitude: float, *, by_phone: bool) -> str:
    """The portfolio in which a customer at that place belongs."""
    if by_phone:
        return "phone_europe" if country == "ES" else "phone_america"
    if country == "ES":
        return "centre" if latitude > _PARALLEL else "coast"
    return _BY_COUNTRY[country]
