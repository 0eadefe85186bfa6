"""Ages in completed years. Plain Python."""

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Who was born on 29 February completes a year on 1 March of the years without one."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def born_by(day: date, years: int) -> date:
    """The last birth date of whoever has completed so many YEARS on DAY."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # a 29 February: whoever was born the day before is the last one
        return day.replace(year=day.year - years, day=28)
