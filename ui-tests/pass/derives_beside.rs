// The traits that `Choices` brings along may be derived too.
#[derive(fjango::Choices)]
pub enum A {
    X,
    Y,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, fjango::Choices)]
pub enum B {
    X,
    Y,
}

#[derive(Clone, Copy, Debug, fjango::Choices, PartialEq, Eq, Hash)]
pub enum C {
    X,
    Y,
}

mod inner {
    #[derive(Default, PartialEq, Eq, fjango::Choices)]
    pub enum D {
        #[default]
        X,
        Y,
    }
}

#[test]
fn choices_beside_derives() {
    use fjango::value::Choices as _;
    assert_eq!(A::X, A::X);
    assert_eq!(format!("{:?} {}", B::Y, B::Y), "Y y");
    assert_eq!("x".parse(), Ok(C::X));
    assert_eq!(inner::D::default().label(), "X");
}
