//! The ways that bookings go.

use When::{After, Before};
use backline_schema::prelude::BookingStatus::{
    self, Cancelled, Completed, Confirmed, Disputed, Negotiating, Offered, PaidDeposit, Refunded, Scheduled,
};

/// A step and when: in thousandths of the way from the request to the show, or in hours after it.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    Before(i32),
    After(i64),
}

pub(super) type Plot = &'static [(BookingStatus, When)];

/// The ways that bookings go, with how often; every transition that the schema allows is in one of them.
pub(super) const PLOTS: &[(u32, Plot)] = &[
    (
        30,
        &[
            (Negotiating, Before(60)),
            (Confirmed, Before(300)),
            (PaidDeposit, Before(400)),
            (Scheduled, Before(850)),
            (Completed, After(1)),
        ],
    ),
    (
        26,
        &[
            (Offered, Before(50)),
            (Confirmed, Before(200)),
            (PaidDeposit, Before(320)),
            (Scheduled, Before(880)),
            (Completed, After(2)),
        ],
    ),
    (
        8,
        &[
            (Offered, Before(50)),
            (Negotiating, Before(90)),
            (Offered, Before(260)),
            (Confirmed, Before(330)),
            (PaidDeposit, Before(420)),
            (Scheduled, Before(860)),
            (Completed, After(1)),
        ],
    ),
    (5, &[(Negotiating, Before(70)), (Cancelled, Before(350))]),
    (3, &[(Cancelled, Before(100))]),
    (3, &[(Offered, Before(50)), (Cancelled, Before(220))]),
    (3, &[(Offered, Before(50)), (Confirmed, Before(200)), (Cancelled, Before(500))]),
    (
        5,
        &[
            (Offered, Before(40)),
            (Confirmed, Before(180)),
            (PaidDeposit, Before(300)),
            (Cancelled, Before(600)),
            (Refunded, Before(640)),
        ],
    ),
    (
        3,
        &[
            (Negotiating, Before(60)),
            (Confirmed, Before(280)),
            (PaidDeposit, Before(380)),
            (Scheduled, Before(800)),
            (Cancelled, Before(930)),
            (Refunded, Before(960)),
        ],
    ),
    (
        3,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(220)),
            (PaidDeposit, Before(330)),
            (Scheduled, Before(870)),
            (Disputed, After(10)),
            (Completed, After(240)),
        ],
    ),
    (
        2,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(220)),
            (PaidDeposit, Before(330)),
            (Scheduled, Before(870)),
            (Completed, After(1)),
            (Disputed, After(20)),
            (Refunded, After(300)),
        ],
    ),
    (
        2,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(210)),
            (PaidDeposit, Before(330)),
            (Scheduled, Before(870)),
            (Disputed, After(9)),
            (Cancelled, After(200)),
            (Refunded, After(230)),
        ],
    ),
    (
        2,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(210)),
            (PaidDeposit, Before(330)),
            (Refunded, Before(500)),
        ],
    ),
    (
        1,
        &[(Offered, Before(60)), (Confirmed, Before(210)), (Disputed, Before(400)), (Cancelled, Before(600))],
    ),
    (
        1,
        &[
            (Negotiating, Before(60)),
            (Offered, Before(250)),
            (Confirmed, Before(300)),
            (PaidDeposit, Before(420)),
            (Disputed, Before(700)),
            (Refunded, Before(900)),
        ],
    ),
    (
        2,
        &[
            (Offered, Before(60)),
            (Confirmed, Before(220)),
            (PaidDeposit, Before(330)),
            (Scheduled, Before(870)),
            (Completed, After(1)),
            (Disputed, After(24)),
            (Completed, After(260)),
        ],
    ),
];
