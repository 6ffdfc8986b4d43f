// Parts work with private fields, raw names, as the key, twice in a model, and with the attributes in any order.
use fjango::prelude::*;

mod deep {
    #[fjango::model(part)]
    pub struct Kept {
        #[field(primary_key)]
        code: String,
        r#type: i32,
    }

    impl Kept {
        pub fn kind(&self) -> i32 {
            self.r#type
        }
    }
}

#[model(part)]
struct Width {
    #[field(min = 0)]
    width: i32,
}

#[admin(list_display(code, left_width), search(code))]
#[api(path = "/windows", filter(r#type), search(code), order(right_width))]
#[model(app = "ui_parts", ordering = "left_width", unique(left_width, right_width))]
struct Window {
    #[field(flatten)]
    kept: deep::Kept,
    #[field(flatten, prefix = "left_")]
    left: Width,
    #[field(flatten, prefix = "right_")]
    right: Width,
}

#[test]
fn parts_are_flat() {
    let names: Vec<_> = Window::META.fields.iter().map(|field| field.name).collect();
    assert_eq!(names, ["code", "type", "left_width", "right_width"]);
    assert_eq!(Window::META.pk().name, "code");
    let created = WindowCreate::new("a", 1, 2, 3);
    assert_eq!((created.r#type, created.right_width), (1, 3));
    let here = |meta: &fjango::schema::ModelMeta| meta.app == "ui_parts";
    assert!(fjango::api::ModelApi::registered().iter().any(|api| here((api.meta)())));
    assert!(
        fjango::admin::ModelAdmin::registered()
            .iter()
            .any(|admin| here((admin.meta)()))
    );
    let kind: fn(&Window) -> i32 = |window| window.kept.kind() + window.left.width;
    let _ = kind;
}
