//! How the program is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The tests start the program thousands of times. At a fixed address each start is spared some
    // 1,500 pages of relocations (half of its time); what is shipped keeps its random address.
    if std::env::var("PROFILE").as_deref() == Ok("debug") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
