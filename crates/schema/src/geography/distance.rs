//! Distances on the globe, as expressions of a query.

use sea_orm::Condition;
use sea_orm::ExprTrait;
use sea_orm::entity::prelude::*;

/// Kilometres of a degree of latitude, on a sphere of the Earth's mean radius (6371.0088 km, IUGG).
const KILOMETRES_PER_DEGREE: f64 = 111.195_080;

/// The distance in kilometres between a point (degrees north and east, WGS 84) and a row's two columns.
///
/// The haversine formula: off by half a per cent at most, since the Earth is no sphere.
pub fn kilometres<C: ColumnTrait>(
    latitude_column: C,
    longitude_column: C,
    latitude: f64,
    longitude: f64,
) -> Expr {
    Expr::cust_with_exprs(
        "12742.0176 * asin(least(1, sqrt(sind(($1 - $3) / 2) ^ 2 + cosd($3) * cosd($1) * sind(($2 - $4) / 2) ^ 2)))",
        [
            Expr::col(latitude_column.as_column_ref()),
            Expr::col(longitude_column.as_column_ref()),
            Expr::val(latitude),
            Expr::val(longitude),
        ],
    )
}

/// The rows within so many kilometres of a point.
///
/// A box of latitudes and longitudes, which an index on both columns serves, and within it the true distance.
/// Around a pole and across the 180th meridian the box is open on its sides.
pub fn within<C: ColumnTrait>(
    latitude_column: C,
    longitude_column: C,
    latitude: f64,
    longitude: f64,
    radius_kilometres: f64,
) -> Condition {
    let reach = radius_kilometres / KILOMETRES_PER_DEGREE;
    let (south, north) = (latitude - reach, latitude + reach);
    let mut condition = Condition::all().add(latitude_column.between(south, north));
    if south > -90.0 && north < 90.0 {
        let side = sideways(latitude, reach);
        let (west, east) = (longitude - side, longitude + side);
        if west >= -180.0 && east <= 180.0 {
            condition = condition.add(longitude_column.between(west, east));
        }
    }
    condition.add(
        kilometres(latitude_column, longitude_column, latitude, longitude).lte(Expr::val(radius_kilometres)),
    )
}

/// How many degrees of longitude a circle of `reach` degrees around this latitude spans to each side.
fn sideways(latitude: f64, reach: f64) -> f64 {
    (reach.to_radians().sin() / latitude.to_radians().cos()).asin().to_degrees()
}

#[cfg(test)]
mod tests {
    use super::sideways;

    #[test]
    fn a_circle_is_wider_in_degrees_the_farther_from_the_equator() {
        assert!((sideways(0.0, 1.0) - 1.0).abs() < 1e-9);
        assert!((sideways(60.0, 1.0) - 2.0).abs() < 1e-3);
    }
}
