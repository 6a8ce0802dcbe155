//! The gallery of the component.

use reqwest::Method;

use super::browser::Browser;

#[tokio::test]
async fn the_gallery_loads_the_component_from_the_proxy_and_the_rest_from_here() {
    let browser = Browser::start().await;
    let get = async |path: &str| browser.stand.call(Method::GET, path).send().await.unwrap();
    let answer = get("/gallery?state=my-turn&lang=pl").await;
    assert_eq!(answer.status(), 200);
    let page = answer.text().await.unwrap();
    assert!(page.contains("data-proxy=\"http://") && !page.contains("{{"), "{page}");
    for file in
        ["main.js", "states.js", "specimens.js", "people.js", "words.js", "made-up-proxy.js", "gallery.css"]
    {
        let answer = get(&format!("/assets/gallery/{file}")).await;
        assert_eq!(answer.status(), 200, "{file}");
    }
    assert_eq!(get("/gallery/signing-page").await.status(), 200);
    assert_eq!(get("/assets/gallery/gallery.html").await.status(), 404);
    assert_eq!(get("/assets/gallery/nothing.js").await.status(), 404);
}
