//! What clients are told about errors that an endpoint returns as `fjango::Result`.

use super::Error;
use crate::http::{Problem, ProblemType, ToProblem};

impl ToProblem for Error {
    fn to_problem(&self) -> Problem {
        match self {
            Self::Orm(error) => error.to_problem(),
            Self::Database(error) => error.to_problem(),
            // The rest is between the program and whoever runs it.
            _ => Problem::internal(self),
        }
    }

    fn problem_types() -> &'static [ProblemType] {
        &[ProblemType::NotFound, ProblemType::Conflict, ProblemType::Validation]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orm;

    #[test]
    fn a_row_that_is_not_there_is_404_and_what_is_internal_stays_inside() {
        let missing = Error::from(orm::Error::DoesNotExist { model: "Post" });
        assert_eq!(missing.to_problem().status(), 404);
        let secret = Error::Pending {
            what: "the secret".to_owned(),
        }
        .to_problem();
        assert_eq!(secret.status(), 500);
        assert!(!secret.to_json().to_string().contains("secret"));
    }
}
